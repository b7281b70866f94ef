import type { Command } from 'commander';

/** commandGroup is the command that holds subcommands (`install transparent-proxy`); the first caller creates it. */
export function commandGroup(program: Command, name: string, description: string): Command {
  return (
    program.commands.find(command => command.name() === name) ??
    program.command(name).description(description)
  );
}
