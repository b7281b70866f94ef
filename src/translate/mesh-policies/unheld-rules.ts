import type { Collection, Graph, Index } from '#graph';
import { isHttpProtocol, type Sidecar } from '#model';
import { isForAnybody } from './caller-meanings.ts';
import type { ItemsAtInbounds } from './inbound-meanings.ts';

/**
 * UnheldRule is a rule about some callers that applies to nobody at an inbound of connections, since Envoy tells the callers
 * apart by routes.
 */
export interface UnheldRule {
  readonly dataplane: string;
  readonly inbound: string;
}

/** unheldRules derives them, by the policy's key and the place of the rule in it (`unheldTerm`). */
export function unheldRules(
  graph: Graph,
  itemsAt: ItemsAtInbounds,
  sidecars: Collection<Sidecar>,
): Index<UnheldRule> {
  const rules = graph.derive<Sidecar, UnheldRule & { readonly term: string }>(
    'translate/unheld-rules',
    sidecars,
    (sidecar, key, track) => {
      const ofConnections = sidecar.inbounds.filter(({ protocol }) => !isHttpProtocol(protocol));
      if (ofConnections.length === 0 || sidecar.security === undefined) return [];
      const itemsOf = itemsAt(sidecar, key, track);
      return ofConnections.flatMap(({ name }) =>
        itemsOf(name)
          .filter(item => !isForAnybody(item))
          .map(({ policy, rank }) => {
            const term = unheldTerm(policy, rank.index);
            return [[term, key, name].join('\n'), { term, dataplane: sidecar.name, inbound: name }] as const;
          }),
      );
    },
  );
  return graph.index('translate/unheld-rules-by-item', rules, ({ term }) => [term]);
}

/** unheldTerm is the term of the item at an index of a policy. */
export function unheldTerm(policy: string, index: number): string {
  return [policy, index].join('\n');
}
