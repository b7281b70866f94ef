import { Command, CommanderError } from 'commander';
import { isFault } from '#lib/fault.ts';
import { version } from '#lib/version.ts';
import { commands } from '../cli/commands.ts';
import { watchForClosedPipe } from '../cli/stdout.ts';

watchForClosedPipe();

const program = new Command('fairlead')
  .description('A control plane that makes backends first-class for real Envoy proxies.')
  .version(version, '--version', 'print the version')
  .enablePositionalOptions()
  .addHelpCommand(
    new Command('help')
      .argument('[command]')
      .description('Show the help of a command')
      .helpGroup('See and understand:'),
  )
  .showHelpAfterError('(use --help for the arguments and options)')
  .exitOverride();

const asked = commands.filter(({ name }) => name === process.argv[2]);
const loaded = await Promise.all(
  (asked.length > 0 ? asked : commands).map(async ({ group, load }) => ({ group, register: await load() })),
);
for (const { group, register } of loaded) register(program.commandsGroup(group));

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
