import type { Command } from 'commander';

/** commandGroup is the command that holds further ones (`install transparent-proxy`), made by whoever asks first. */
export function commandGroup(program: Command, name: string, description: string): Command {
  return (
    program.commands.find(command => command.name() === name) ??
    program.command(name).description(description)
  );
}
