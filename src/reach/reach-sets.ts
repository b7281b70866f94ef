import type { Collection, Graph } from '#graph';
import type { ProxyId, ReachablePort, ReachDeclaration } from '#model';
import { declaredTerms, declares, portTerms, reachSetName } from './reach-declaration.ts';

/** DeclaredReach is a proxy and what it declares. */
export interface DeclaredReach {
  readonly proxy: ProxyId;
  readonly declaration: ReachDeclaration;
}

/** ProxyView says which sets a proxy's view is made of: its own part, which is called as it is, and what it shares. */
export interface ProxyView {
  readonly proxy: ProxyId;
  readonly sets: readonly string[];
}

/** ReachSetMember says that a set holds a port of a service, by its BackendKey. */
export interface ReachSetMember {
  readonly set: string;
  readonly service: string;
}

/** ReachSets is who reaches what by declaration. Its size is that of the sets and their members, whoever has them. */
export interface ReachSets {
  readonly views: Collection<ProxyView>;
  /** Each declaration that a proxy has, by the name of its set. */
  readonly sets: Collection<ReachDeclaration>;
  readonly members: Collection<ReachSetMember>;
}

/**
 * reachSets keeps the sets of what proxies declare. A service that comes or goes costs in proportion to the sets that it is
 * in, and a declaration that is new to its members; a proxy that joins a set costs itself.
 */
export function reachSets(
  graph: Graph,
  proxies: Collection<DeclaredReach>,
  ports: Collection<ReachablePort>,
): ReachSets {
  const sets = graph.derive<DeclaredReach, ReachDeclaration>(
    'reach/sets',
    proxies,
    ({ declaration }) => [[reachSetName(declaration), declaration]],
    // What has the same name says the same, in whatever order.
    { equal: () => true },
  );
  return {
    sets,
    views: graph.map<DeclaredReach, ProxyView>('reach/declared-views', proxies, ({ proxy, declaration }) => ({
      proxy,
      sets: [proxy, reachSetName(declaration)],
    })),
    members: graph.pair<ReachDeclaration, ReachablePort, ReachSetMember>('reach/set-members', sets, ports, {
      leftTerms: declaredTerms,
      rightTerms: portTerms,
      make: (declaration, port, set, key) =>
        declares(declaration, port) ? { set, service: key } : undefined,
    }),
  };
}
