import type { Command } from 'commander';

/**
 * RegisterCommand adds one command to the program. One file a command, one line in `commands.ts`.
 *
 * An action throws `Fault` for what a person can mend (main prints its message alone and exits with its code) and sets
 * `process.exitCode` for an outcome that is not a fault (`check` with findings: 1). It writes results to stdout, progress
 * and messages to stderr.
 */
export type RegisterCommand = (program: Command) => void;
