import type { Collection, Graph } from '#graph';
import type { ReachablePort, ReachDeclaration } from '#model';
import { declaredTerms, declares, portTerms, reachSetName } from './reach-declaration.ts';

/** ReachSetMember says that a set holds a port of a service, by its BackendKey. */
export interface ReachSetMember {
  readonly set: string;
  readonly service: string;
}

/**
 * ReachSets is who reaches what by declaration. Its size is that of the sets and their members, however many proxies share
 * them.
 */
export interface ReachSets {
  /** Each declaration that a proxy has, by the name of its set. */
  readonly sets: Collection<ReachDeclaration>;
  readonly members: Collection<ReachSetMember>;
}

/**
 * reachSets keeps the sets that proxies declare, each under a key of its own. A service that is added or removed costs in
 * proportion to the sets that it is in, a new declaration in proportion to its members; a proxy that joins a set costs only
 * itself.
 */
export function reachSets(
  graph: Graph,
  declarations: Collection<ReachDeclaration>,
  ports: Collection<ReachablePort>,
): ReachSets {
  const sets = graph.derive<ReachDeclaration, ReachDeclaration>(
    'reach/sets',
    declarations,
    declaration => [[reachSetName(declaration), declaration]],
    // Declarations of the same name differ at most in their order.
    { equal: () => true },
  );
  return {
    sets,
    members: graph.pair<ReachDeclaration, ReachablePort, ReachSetMember>('reach/set-members', sets, ports, {
      leftTerms: declaredTerms,
      rightTerms: portTerms,
      make: (declaration, port, set, key) =>
        declares(declaration, port) ? { set, service: key } : undefined,
    }),
  };
}
