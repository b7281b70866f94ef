import type { Graph, Index, Tracker } from '#graph';
import { unreadKey } from '#lib/unread-key.ts';
import type { ReferenceGrant } from '#resources';
import type { AddressPolicy } from './address-policy.ts';
import type { Inputs } from './inputs.ts';

/** Referrer is the object that a reference stands in. */
export interface Referrer {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

/** Target is what a reference names, its namespace filled in. */
export interface Target extends Referrer {
  readonly name: string;
}

/**
 * ReferenceGrants answers whether a reference may cross from one namespace into another. Within a namespace it always may;
 * across, a grant in the target's namespace must name the referrer's group, kind and namespace exactly.
 *
 * `absence` says why the target of a permitted reference is not known: it was not found, or the control plane may not look.
 * The words follow the target's name.
 */
export interface ReferenceGrants {
  permits(track: Tracker, from: Referrer, to: Target): boolean;
  absence(track: Tracker, target: Target): string;
}

export function createReferenceGrants(
  graph: Graph,
  inputs: Inputs,
  { secretNamespaces }: Pick<AddressPolicy, 'secretNamespaces'> = {},
): ReferenceGrants {
  const byNamespace: Index<ReferenceGrant> = graph.index(
    'translate/grants-by-namespace',
    inputs.of('gateway-api/ReferenceGrant'),
    grant => [grant.ref.namespace],
  );
  return {
    permits(track, from, to) {
      if (from.namespace === to.namespace) return true;
      return track.fetchAll(byNamespace, to.namespace).some(grant => grants(grant, from, to));
    },
    absence(track, { group, kind, namespace }) {
      if (group === '' && kind === 'Secret' && secretNamespaces?.includes(namespace) === false) {
        const read = secretNamespaces.join(', ');
        return `is not seen: Secrets of ${read} alone are read; have those of ${namespace} read as well (--secret-namespaces)`;
      }
      const [forbidden] = [namespace, ''].flatMap(
        within => track.fetch(inputs.findings, unreadKey({ group, kind, namespace: within })) ?? [],
      );
      return forbidden === undefined ? 'was not found' : `is not seen: ${forbidden.message}`;
    },
  };
}

function grants({ spec }: ReferenceGrant, from: Referrer, to: Target): boolean {
  return (
    spec.from.some(f => f.group === from.group && f.kind === from.kind && f.namespace === from.namespace) &&
    spec.to.some(
      t => t.group === to.group && t.kind === to.kind && (t.name === undefined || t.name === to.name),
    )
  );
}
