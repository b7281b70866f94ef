import type { Command } from 'commander';
import { commandGroup } from './command-group.ts';

/** generateGroup is `fairlead generate`, which holds the commands that make tokens and keys. */
export function generateGroup(program: Command): Command {
  return commandGroup(program, 'generate', 'Create tokens, and the keys that sign them');
}
