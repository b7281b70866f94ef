import { type Command, Option } from 'commander';
import type { RegisterCommand } from './command.ts';
import { proxyFlags } from './proxy-flags.ts';
import { repeated } from './repeated.ts';
import { runProxy } from './run-proxy.ts';

const examples = `
It joins the mesh, starts Envoy and restarts it if it dies, and resolves the host names of the mesh; other names are forwarded.
On SIGTERM it leaves the mesh, waits for requests in flight, and exits.

Examples:
  fairlead proxy --dataplane-file dp.yaml --cp-address http://127.0.0.1:5678
  fairlead proxy --dataplane-file dp.yaml --dataplane-var name=web-1 --dataplane-var address=10.0.0.7 \\
    --cp-address https://control:5678 --ca-cert-file ca.pem --dataplane-token-file token
  fairlead proxy --name web-1 --cp-address http://127.0.0.1:5678     a Dataplane that exists already`;

/** `fairlead proxy`: runs beside a workload. With valid flags `main/dataplane.ts` runs instead, without loading this. */
export const proxyCommand: RegisterCommand = program => {
  const command: Command = program
    .command('proxy')
    .description(
      'Run the sidecar of a workload: join a mesh, supervise Envoy, and resolve the host names of the mesh',
    )
    .addHelpText('after', examples);
  for (const { name, short, value, optional, repeated: isRepeated, fallback, help } of proxyFlags) {
    const hint = value === undefined ? '' : optional === true ? ` [${value}]` : ` <${value}>`;
    const option = new Option(`${short === undefined ? '' : `-${short}, `}--${name}${hint}`, help);
    if (isRepeated === true) option.argParser(repeated);
    if (fallback !== undefined) option.default(fallback);
    command.addOption(option);
  }
  command.action(runProxy);
};
