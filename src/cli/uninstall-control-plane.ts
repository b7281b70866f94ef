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
Give the flags that it was installed with. What users wrote stays, with the status that was written to it; proxies go on with
what they have. For that the definitions of Fairlead's own kinds stay as well: whoever deletes one deletes every object of its kind.

Examples:
  fairlead uninstall control-plane | kubectl delete --ignore-not-found -f -
  fairlead uninstall control-plane --definitions | kubectl delete --ignore-not-found -f -`;

/** `fairlead uninstall control-plane`: the manifests that were installed, last first, to be deleted. */
export const uninstallControlPlaneCommand: RegisterCommand = program => {
  const command = commandGroup(
    program,
    'uninstall',
    'Remove what install has put on this host, or in a cluster',
  )
    .command('control-plane')
    .description('Print the manifests that `install control-plane` printed, to be deleted')
    .addHelpText('after', help);
  addControlPlaneFlags(command)
    .option(
      '--definitions',
      "the definitions of Fairlead's own kinds too, and with them all that users wrote of these",
    )
    .action(({ definitions = false, ...flags }: ControlPlaneFlags & { readonly definitions?: boolean }) => {
      const all = controlPlaneManifests(flags).toReversed();
      print(all.filter(document => definitions || !isDefinition(document)).join('\n---\n'));
    });
};
