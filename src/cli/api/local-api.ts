import { Fault } from '#lib/fault.ts';
import { type Answer, ask } from '#server';
import type { AddressPolicy } from '#translate';
import { evaluate } from '../../main/evaluation.ts';
import { inspectEvaluation } from '../../main/introspection.ts';
import type { ClusterFlags } from '../cluster-flags.ts';
import { type PolicyFlags, readPolicy } from '../policy-flags.ts';
import { readManifests } from '../read-manifests.ts';
import type { Api } from './api.ts';

/**
 * openLocalApi reads files, or a cluster, and answers as a control plane that serves them would, without any proxy. Where
 * the flags do not say what Backends may name, `fallback` does.
 */
export async function openLocalApi(
  paths: readonly string[],
  flags: PolicyFlags & ClusterFlags,
  fallback?: AddressPolicy,
): Promise<Api> {
  const policy = readPolicy(flags, fallback);
  const manifests = await readManifests(paths, flags);
  const introspection = inspectEvaluation(await evaluate(manifests.source, policy));
  return {
    get: async path => {
      const [route = '', query] = path.split('?', 2);
      const asked = { query: new URLSearchParams(query), introspection, store: undefined, caller: undefined };
      return dataOf(await ask(route, asked));
    },
    watch: async () => {
      throw new Fault('usage', '-w follows a running control plane; with -f or --kubernetes there is none');
    },
    show: manifests.show,
  };
}

function dataOf(answer: Answer): unknown {
  switch (answer.kind) {
    case 'data':
      return answer.value;
    case 'list':
      return { ...answer.head, items: [...answer.items] };
    case 'text':
      return answer.text;
    case 'refusal':
      throw new Fault('input', answer.message);
    case 'problem':
      throw new Fault('input', answer.detail);
    case 'live':
    case 'file':
      throw new Error(`what takes over a response (${answer.kind}) is no answer`);
  }
}
