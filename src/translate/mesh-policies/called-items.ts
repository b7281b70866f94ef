import type { Collection, Graph, Index, Tracker } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, wholePolicy } from '#model';
import type { PlacedPort } from '../mesh/service-places.ts';
import { isCalled } from './is-called.ts';
import { calledTerms, destinationTerms } from './item-terms.ts';
import { isForAllAlike, isOfType } from './match-proxy.ts';
import { inOrder, type PolicyItem } from './policy-item.ts';
import type { ProxyClass, ProxyClasses } from './proxy-classes.ts';

/** ClassedPort is a port of a service as the sidecars of a class call it, where narrower policies apply to the port. */
export interface ClassedPort {
  readonly backend: BackendKey;
  /** The narrower policies that apply to it, in the order of their keys. */
  readonly policies: readonly ResourceKey[];
}

/** CalledItems is what policies say about outbound calls. */
export interface CalledItems {
  /** By BackendKey: the items, in order, that apply at a port to all sidecars that are in no class for it. */
  readonly common: Collection<readonly PolicyItem[]>;
  /** By class and port (`classedKey`). Absent where no narrower policy applies to the port. */
  readonly classed: Collection<ClassedPort>;
  /** The distinct ways in which ports are called that differ from the common one, by `wayKey`. */
  readonly ways: Collection<ClassedPort>;
  /** itemsOf are the items that apply to a way. */
  itemsOf(way: ClassedPort, track: Tracker): readonly PolicyItem[];
}

/** Said is an item that applies to a class, and the key of its policy as it applies to that class (`asSaidOf`). */
interface Said {
  readonly item: PolicyItem;
  readonly policy: ResourceKey;
}

/** wayKey is the key of a way in which a port is called. */
export function wayKey({ backend, policies }: ClassedPort): string {
  return [backend, ...policies].join('\n');
}

/** calledItems derives the items that apply at each port. A change to a policy about one service costs only that service. */
export function calledItems(
  graph: Graph,
  items: Collection<PolicyItem>,
  ports: Collection<PlacedPort>,
  { classes }: ProxyClasses,
): CalledItems {
  const wide = graph.view<PolicyItem, PolicyItem>('translate/items-for-all', items, item =>
    isForAllAlike(item) && isOfType(item, 'Sidecar') ? item : undefined,
  );
  const byTerm = graph.index('translate/items-by-destination', wide, calledTerms);
  const common = graph.map<PlacedPort, readonly PolicyItem[]>(
    'translate/items-at-ports',
    ports,
    (port, _key, track) =>
      inOrder(found(byTerm, destinationTerms(port), track).filter(item => isCalled(item, port))),
  );
  const byPolicy = graph.index('translate/items-by-policy', items, item =>
    isForAllAlike(item) ? [] : [item.policy],
  );
  const saying = graph.map<ProxyClass, readonly Said[]>(
    'translate/items-of-classes',
    classes,
    ({ policies }, _key, track) =>
      policies.flatMap(policy =>
        track.fetchAll(byPolicy, wholePolicy(policy)).map(item => ({ item, policy })),
      ),
  );
  const classed = graph.pair<readonly Said[], PlacedPort, ClassedPort>(
    'translate/classed-ports',
    saying,
    ports,
    {
      leftTerms: said => said.flatMap(({ item }) => calledTerms(item)),
      rightTerms: destinationTerms,
      make: (said, port, _class, backend) => {
        const about = said.filter(({ item }) => isCalled(item, port));
        const policies = [...new Set(about.map(({ policy }) => policy))];
        return policies.length === 0 ? undefined : { backend, policies: policies.sort() };
      },
    },
  );
  const ways = graph.derive<ClassedPort, ClassedPort>('translate/ways-to-ports', classed, way => [
    [wayKey(way), way],
  ]);
  return {
    common,
    classed,
    ways,
    itemsOf({ backend, policies }, track) {
      const port = track.fetch(ports, backend);
      const all = track.fetch(common, backend) ?? [];
      if (port === undefined) return all;
      const own = policies
        .flatMap(policy => track.fetchAll(byPolicy, wholePolicy(policy)))
        .filter(item => isCalled(item, port));
      return inOrder([...all, ...own]);
    },
  };
}

function found(byTerm: Index<PolicyItem>, terms: readonly string[], track: Tracker): readonly PolicyItem[] {
  return [...new Set(terms.flatMap(term => track.fetchAll(byTerm, term)))];
}
