import type { Collection, Graph } from '#graph';
import type { Attachment, Gateway, Route } from '#model';
import type { TranslatedPolicies } from '../policies/translate-policies.ts';
import { attachmentKey } from './attachment-key.ts';
import { claimedDomains } from './claimed-domains.ts';
import type { ParentState } from './parents.ts';
import type { Placement } from './placements.ts';

/** attachRoutes derives every route at every place where it is served, each by a key of its own. */
export function attachRoutes(
  graph: Graph,
  gateways: Collection<Gateway>,
  parents: Collection<readonly ParentState[]>,
  routes: Collection<Route>,
  policies: Pick<TranslatedPolicies, 'shape'>,
): Collection<Attachment> {
  return graph.join('translate/attachments', [
    graph.derive<readonly ParentState[], Attachment>(
      'translate/route-attachments',
      parents,
      (parents, key, track) => {
        const route = track.fetch(routes, key);
        if (route === undefined) return [];
        return parents.flatMap(({ gateway, placements }) =>
          placements.map(place => {
            const served = policies.shape(track, route, gateway, place.listener);
            return [attachmentKey(place.table, place.domain, key), attachment(place, served)] as const;
          }),
        );
      },
    ),
    graph.derive<Gateway, Attachment>('translate/claimed-domains', gateways, claimedDomains),
  ]);
}

function attachment({ table, listener, domain }: Placement, route: Route): Attachment {
  switch (route.kind) {
    case 'http':
      return { kind: 'http', table, listener, domain, route };
    case 'tcp':
      return { kind: 'tcp', table, listener, route };
  }
}
