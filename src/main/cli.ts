import { Command, CommanderError } from 'commander';
import { isFault } from '#lib/fault.ts';
import { commands } from '../cli/commands.ts';

const program = new Command('fairlead')
  .description('Backends as first-class citizens of real Envoy proxies.')
  .showHelpAfterError('(add --help for what it takes)')
  .exitOverride();
for (const register of commands) register(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (isFault(error)) {
    process.stderr.write(`fairlead: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    throw error;
  }
}
