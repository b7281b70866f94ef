import { type Command, Option } from 'commander';

/** addNamespaceFlags gives a command the flag for the namespace of an object, which Kuma's users call its mesh. */
export function addNamespaceFlags(command: Command): Command {
  return command
    .option('-n, --namespace <name>', 'namespace of the object', 'default')
    .addOption(new Option('-m, --mesh <name>', 'mesh of the object: another name for -n'))
    .hook('preAction', (_, action) => {
      const mesh: unknown = action.opts().mesh;
      if (typeof mesh === 'string') action.setOptionValue('namespace', mesh);
    });
}
