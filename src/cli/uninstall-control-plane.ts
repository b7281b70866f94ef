import type { RegisterCommand } from './command.ts';
import { commandGroup } from './command-group.ts';
import {
  addControlPlaneFlags,
  type ControlPlaneFlags,
  controlPlaneManifests,
  isDefinition,
} from './control-plane-flags.ts';
import { print } from './stdout.ts';

const help = `
Give the flags that it was installed with. Your objects stay, with their status, and proxies keep serving with their last
configuration. The CustomResourceDefinitions of Fairlead's own kinds stay too, because deleting one deletes all objects of its kind.

Examples:
  fairlead uninstall control-plane | kubectl delete --ignore-not-found -f -
  fairlead uninstall control-plane --definitions | kubectl delete --ignore-not-found -f -`;

/** `fairlead uninstall control-plane`: the manifests that were installed, last first, to be deleted. */
export const uninstallControlPlaneCommand: RegisterCommand = program => {
  const command = commandGroup(program, 'uninstall', 'Remove what fairlead install has installed')
    .command('control-plane')
    .description('Print the manifests of fairlead install control-plane, for kubectl delete')
    .addHelpText('after', help);
  addControlPlaneFlags(command)
    .option(
      '--definitions',
      "also delete the CustomResourceDefinitions of Fairlead's own kinds, and with them all objects of these kinds",
    )
    .action(({ definitions = false, ...flags }: ControlPlaneFlags & { readonly definitions?: boolean }) => {
      const all = controlPlaneManifests(flags).toReversed();
      print(all.filter(document => definitions || !isDefinition(document)).join('\n---\n'));
    });
};
