import type { Collection, Graph, Source } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type AnyResource, isListenerSet, isRoute, sameResource } from '#resources';
import type { AddressPolicy } from './address-policy.ts';
import { discoverUpstreams } from './discovered-services/discover-upstreams.ts';
import { assignIngresses } from './ingresses/assign-ingresses.ts';

type Id = AnyResource['id'];
type ResourceById<I extends Id> = Extract<AnyResource, { readonly id: I }>;

/**
 * Inputs are the resources in force, one collection a kind, keyed by ResourceKey: the graph begins with them. Sources write
 * to it by `set`.
 */
export interface Inputs {
  of<I extends Id>(id: I): Collection<ResourceById<I>>;
  /** What reading a document had to say, whether or not a resource came of it. Keys are the source's. */
  readonly findings: Collection<readonly Finding[]>;
  /**
   * For gateways, classes, ListenerSets and routes: the `controllerName` by which a class is ours; absent where every class
   * is.
   */
  readonly controllers: Collection<string>;
  /** Puts an entry in force; without a resource, whatever stood under the key is withdrawn. */
  set(key: ResourceKey, entry: InputEntry): void;
}

/** InputEntry is what a source holds under a key. */
export interface InputEntry {
  readonly resource?: AnyResource;
  readonly findings: readonly Finding[];
  readonly controller?: string;
}

/** Whether objects of the kind may belong to one of several controllers. */
function isControlled(resource: AnyResource): boolean {
  return (
    ['gateway-api/GatewayClass', 'gateway-api/Gateway', 'kubernetes/IngressClass'].includes(resource.id) ||
    isListenerSet(resource) ||
    isRoute(resource)
  );
}

/**
 * createInputs makes a source collection for each of `ids`. Objects that nobody wrote join the written ones, which go before
 * them.
 */
export function createInputs(
  graph: Graph,
  ids: readonly Id[],
  { discoversServices = false }: Pick<AddressPolicy, 'discoversServices'> = {},
): Inputs {
  const collections = new Map<Id, Source<AnyResource>>(
    ids.map(id => [id, graph.source<AnyResource>(`inputs/${id}`, { equal: sameResource, keepNewest: true })]),
  );
  const found = graph.source<readonly Finding[]>('inputs/findings');
  const written = graph.source<string>('inputs/controllers');
  /** Keys of `controllers`: nearly all objects have no entry there. */
  const inShared = new Set<ResourceKey>();
  const idOf = new Map<ResourceKey, Id>();

  const put = (key: ResourceKey, resource: AnyResource | undefined) => {
    const before = idOf.get(key);
    if (before !== undefined && before !== resource?.id) collections.get(before)?.delete(key);
    if (resource === undefined) {
      idOf.delete(key);
    } else {
      idOf.set(key, resource.id);
      collections.get(resource.id)?.set(key, resource);
    }
  };
  const collectionOf = <I extends Id>(among: ReadonlyMap<Id, Collection<AnyResource>>, id: I) => {
    const collection = among.get(id);
    if (collection === undefined) throw new Error(`no collection for ${id}`);
    // The collection under an id holds resources of that id only: `put` sees to it.
    return collection as Collection<ResourceById<I>>;
  };
  const assigned = assignIngresses(graph, {
    ingresses: collectionOf(collections, 'kubernetes/Ingress'),
    classes: collectionOf(collections, 'kubernetes/IngressClass'),
    controllers: written,
  });
  const discovered = discoversServices
    ? discoverUpstreams(graph, collectionOf(collections, 'kubernetes/Service'))
    : undefined;
  const inForce = new Map<Id, Collection<AnyResource>>([
    ...collections,
    ['kubernetes/Ingress', assigned.ingresses],
    [
      'gateway-api/Gateway',
      graph.join('inputs/gateways', [collectionOf(collections, 'gateway-api/Gateway'), assigned.gateways]),
    ],
    ...(discovered === undefined
      ? []
      : [
          [
            'gloo/Upstream',
            graph.join<AnyResource>('inputs/upstreams', [
              collectionOf(collections, 'gloo/Upstream'),
              discovered.upstreams,
            ]),
          ] as const,
        ]),
  ]);
  return {
    of: id => collectionOf(inForce, id),
    findings:
      discovered === undefined ? found : graph.join('inputs/all-findings', [found, discovered.findings]),
    controllers: graph.join('inputs/all-controllers', [written, assigned.controllers]),
    set(key, { resource, findings, controller }) {
      put(key, resource);
      if (findings.length > 0) found.set(key, findings);
      else found.delete(key);
      if (controller !== undefined && resource !== undefined && isControlled(resource)) {
        inShared.add(key);
        written.set(key, controller);
      } else if (inShared.delete(key)) {
        written.delete(key);
      }
    },
  };
}
