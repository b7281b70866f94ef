import type { Collection, Graph } from '#graph';
import type { Backend, Sidecar } from '#model';
import type { Mesh, MeshService } from '#resources';
import type { Inputs } from '../inputs.ts';
import { translateExternalServices } from './external-services/translate-external-services.ts';
import { generateServices } from './generated-services.ts';
import { translateMeshService } from './mesh-service.ts';
import type { MeshSurroundings } from './mesh-surroundings.ts';
import { translateMultiZoneServices } from './multi-zone-services.ts';
import { translateVirtualOutbounds } from './names/translate-names.ts';
import { serveServices } from './service-backends.ts';
import type { ReportedService } from './service-reports.ts';
import type { ServedService, ServiceState } from './service-state.ts';
import { translateServiceTags } from './service-tags.ts';
import { taggedInbounds } from './tagged-inbounds.ts';

/**
 * translateServices derives the services of meshes, of every kind: their endpoints, their names, and what to report on those
 * that somebody wrote.
 */
export function translateServices(
  graph: Graph,
  inputs: Inputs,
  proxies: Collection<Sidecar>,
  meshKey: (name: string) => string,
  around: MeshSurroundings,
) {
  const meshes: Collection<Mesh> = inputs.of('kuma/Mesh');
  const tagged = taggedInbounds(graph, proxies);
  const ofTags = translateServiceTags(graph, tagged);
  const written = graph.join<ServedService>('translate/written-services', [
    graph.map<MeshService, ServedService>(
      'translate/mesh-services',
      inputs.of('kuma/MeshService'),
      translateMeshService,
    ),
    generateServices(graph, tagged, meshKey, meshes),
    ofTags,
  ]);
  const virtual = translateVirtualOutbounds(graph, inputs, proxies);
  const ofWorkloads = graph.join<ServedService>('translate/served-services', [written, virtual.services]);
  const served = serveServices(graph, ofWorkloads, proxies);
  const external = translateExternalServices(graph, inputs, ofTags, meshKey, around);
  const joined = translateMultiZoneServices(graph, inputs, written, served.backends);
  const services = graph.join<ServiceState>('translate/services-of-mesh', [
    ofWorkloads,
    external.services,
    joined.services,
  ]);
  const reported = graph.join<ReportedService>('translate/reported-services', [
    graph.view<MeshService, ReportedService>(
      'translate/reported-mesh-services',
      inputs.of('kuma/MeshService'),
      object => ({ object, findings: [] }),
    ),
    external.reported,
    joined.reported,
  ]);
  const names = virtual.nameAll(
    graph.join<ServiceState>('translate/named-services', [written, external.services, joined.services]),
  );
  return {
    services,
    served,
    external,
    reported,
    virtual,
    names,
    backends: graph.join<Backend>('translate/backends-of-services', [
      external.backends,
      joined.backends,
      served.backends,
    ]),
  };
}
