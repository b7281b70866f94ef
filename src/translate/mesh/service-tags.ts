import type { Collection, Graph } from '#graph';
import { localZone, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { backendKey } from '#model';
import type { ServedService } from './service-state.ts';
import { serviceTag } from './sidecar.ts';
import type { TaggedInbound } from './tagged-inbounds.ts';

/** servicePort is the port at which services of tags are called, whatever their inbounds listen on. */
export const servicePort = 80;

/**
 * translateServiceTags derives a service for each value of the tag `kuma.io/service`, Kuma's only services before
 * MeshService.
 */
export function translateServiceTags(
  graph: Graph,
  inbounds: Collection<TaggedInbound>,
): Collection<ServedService> {
  const byService = graph.index('translate/inbounds-by-service-tag', inbounds, ({ mesh, service }) => [
    resourceKey(serviceTagRef(mesh, service)),
  ]);
  return graph.group<TaggedInbound, ServedService>(
    'translate/service-tags',
    byService,
    (_, [first, ...others]) => first && stateOf(first, others),
  );
}

/**
 * serviceTagRef names the service of a value of the tag. Nobody wrote such an object, but it has a ref like those that were
 * written.
 */
export function serviceTagRef(mesh: string, name: string): ResourceRef {
  return { group: 'kuma.io', kind: 'ServiceTag', zone: localZone, namespace: mesh, name };
}

/** Inbounds that disagree on the protocol are only proxied as connections. */
function stateOf(
  { mesh, service: name, protocol }: TaggedInbound,
  others: readonly TaggedInbound[],
): ServedService {
  const ref = serviceTagRef(mesh, name);
  const agreed = others.every(other => other.protocol === protocol) ? protocol : 'tcp';
  const origin = resourceKey(ref);
  return {
    origin,
    kind: 'ServiceTag',
    mesh,
    name,
    zone: localZone,
    labels: {},
    ports: [
      { backend: backendKey(ref, servicePort), port: servicePort, protocol: agreed, target: { kind: 'any' } },
    ],
    selection: { kind: 'tagged', tags: { [serviceTag]: name } },
    addresses: [],
    addressedBy: origin,
    created: '',
  };
}
