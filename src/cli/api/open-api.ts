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
    .option(
      '--api <address>',
      'the REST API of a control plane (default: $FAIRLEAD_API, the one of fairlead config, else the one that runs here)',
    )
    .option('--token-file <file>', 'the token for it (default: $FAIRLEAD_TOKEN)')
    .option('--ca-cert-file <file>', 'who signed its certificate (PEM)');
}

/** addApiFlags gives a command the flags that say what to ask. */
export function addApiFlags(command: Command): Command {
  command.option(
    '-f, --filename <path>',
    'ask what stands in files, with nothing running; may be repeated',
    repeated,
  );
  addClusterFlags(command, 'ask what stands in, with nothing running and what -f names laid over it,');
  addRestFlags(command);
  return addPolicyFlags(command, 'no address, any socket; with -f or --kubernetes only');
}

/** openApi opens the Api that the flags name. A Fault says that nobody answers. */
export function openApi(flags: ApiFlags): Promise<Api> {
  return flags.filename === undefined && flags.kubernetes !== true
    ? openRestApi(flags)
    : openLocalApi(flags.filename ?? [], flags);
}
