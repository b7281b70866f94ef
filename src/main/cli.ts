import { Command, CommanderError } from 'commander';
import { isFault } from '#lib/fault.ts';
import { version } from '#lib/version.ts';
import { commands } from '../cli/commands.ts';
import { watchForClosedPipe } from '../cli/stdout.ts';

watchForClosedPipe();

const program = new Command('fairlead')
  .description('Backends as first-class citizens of real Envoy proxies.')
  .version(version, '--version', 'print the version')
  .enablePositionalOptions()
  .showHelpAfterError('(add --help for what it takes)')
  .exitOverride();

const asked = commands.filter(({ name }) => name === process.argv[2]);
const loaded = await Promise.all((asked.length > 0 ? asked : commands).map(({ load }) => load()));
for (const register of loaded) register(program);

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
