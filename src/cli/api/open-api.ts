import type { Command } from 'commander';
import { addClusterFlags, type ClusterFlags } from '../cluster-flags.ts';
import { addPolicyFlags, type PolicyFlags } from '../policy-flags.ts';
import { repeated } from '../repeated.ts';
import type { Api } from './api.ts';
import { openLocalApi } from './local-api.ts';
import { openRestApi, type RestFlags } from './rest-api.ts';

/** ApiFlags say which control plane, files or cluster to ask. */
export interface ApiFlags extends PolicyFlags, RestFlags, ClusterFlags {
  readonly filename?: readonly string[];
}

/** addRestFlags gives a command the flags that name a control plane. */
export function addRestFlags(command: Command): Command {
  return command
    .optionsGroup('Control plane:')
    .option(
      '--api <address>',
      'its REST API: HOST:PORT or URL (default: $FAIRLEAD_API, else the one chosen with fairlead config, else the one that runs on this machine)',
    )
    .option('--token-file <file>', 'file with the token to show it (default: the token in $FAIRLEAD_TOKEN)')
    .option('--ca-cert-file <file>', 'CA certificate that its certificate must be signed by (PEM)');
}

/** addApiFlags gives a command the flags that say what to ask. */
export function addApiFlags(command: Command): Command {
  command.option(
    '-f, --filename <path>',
    'read files or directories instead of asking a control plane; may be repeated',
    repeated,
  );
  addClusterFlags(
    command,
    'read a Kubernetes cluster instead of asking a control plane; objects of -f replace those in it',
  );
  addRestFlags(command);
  return addPolicyFlags(command, { addresses: 'none', sockets: 'any' }, 'with -f or --kubernetes');
}

/** openApi opens the Api that the flags name. A Fault says that nobody answers. */
export function openApi(flags: ApiFlags): Promise<Api> {
  return flags.filename === undefined && flags.kubernetes !== true
    ? openRestApi(flags)
    : openLocalApi(flags.filename ?? [], flags);
}
