import type { RegisterCommand } from './command.ts';
import { commandGroup } from './command-group.ts';
import {
  addControlPlaneFlags,
  type ControlPlaneFlags,
  controlPlaneManifests,
} from './control-plane-flags.ts';
import { print } from './stdout.ts';

const help = `
They come from the Helm chart in deploy/chart; its values.yaml lists what can be set.

Examples:
  fairlead install control-plane | kubectl apply --server-side -f -
  fairlead install control-plane --set image.repository=registry.example.com/fairlead --set 'namespaces={shop,checkout}'`;

/** `fairlead install control-plane`: the manifests that run the control plane in a Kubernetes cluster. */
export const installControlPlaneCommand: RegisterCommand = program => {
  const command = commandGroup(
    program,
    'install',
    'Install the transparent proxy on this host, or the control plane in a cluster',
  )
    .command('control-plane')
    .description('Print the manifests that run the control plane in a Kubernetes cluster')
    .addHelpText('after', help);
  addControlPlaneFlags(command).action((flags: ControlPlaneFlags) => {
    print(controlPlaneManifests(flags).join('\n---\n'));
  });
};
