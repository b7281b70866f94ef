import type { XdsResource } from '#lib/xds-resource.ts';
import type { BackendKey, CalledPort } from '#model';
import { advisedKey } from './advised-reach.ts';
import { type Cost, costOf, type Holding } from './holding.ts';

/** ReachIndex is what sidecars with equal declarations have in common; it is built once for each answer. */
export interface ReachIndex {
  readonly ports: number;
  /** By the name of a cluster, the ports whose requests go to it. */
  readonly byCluster: ReadonlyMap<string, readonly CalledPort[]>;
  /**
   * By `advisedKey`, the ports that a ref of the advice selects: several, where services of one name are in several namespaces or
   * zones.
   */
  readonly byRef: ReadonlyMap<string, readonly CalledPort[]>;
  resourcesOf(port: CalledPort): readonly XdsResource[];
  readonly cost: Cost;
}

export function indexReach(
  reached: Holding['reached'],
  portOf: (service: BackendKey) => CalledPort | undefined,
): ReachIndex {
  const byCluster = new Map<string, CalledPort[]>();
  const byRef = new Map<string, CalledPort[]>();
  const all: XdsResource[] = [];
  for (const [service, resources] of reached) {
    const port = portOf(service);
    if (port === undefined) continue;
    put(byRef, advisedKey(port), port);
    for (const resource of resources) {
      all.push(resource);
      if (resource.type === 'cluster') put(byCluster, resource.name, port);
    }
  }
  const resourcesOf = ({ backend }: CalledPort) => reached.get(backend) ?? [];
  return { ports: reached.size, byCluster, byRef, resourcesOf, cost: costOf(all) };
}

function put(map: Map<string, CalledPort[]>, key: string, port: CalledPort): void {
  const others = map.get(key);
  if (others === undefined) map.set(key, [port]);
  else others.push(port);
}
