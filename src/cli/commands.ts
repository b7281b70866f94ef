import type { RegisterCommand } from './command.ts';

/** Every command of `fairlead`, in the order of `--help`. */
export const commands: readonly RegisterCommand[] = [];
