import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { defaulted, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { networking, universalNetworking } from './dataplane/networking.ts';
import { checkProbes, probes } from './dataplane/probes.ts';
import { kumaGroup, kumaVersions, meshName } from './fields.ts';
import { dataplaneMetrics } from './metrics.ts';

const spec = Type.Object(
  {
    networking,
    metrics: Type.Optional(dataplaneMetrics),
    probes: Type.Optional(probes),
  },
  { '~unserved': ['envoy'] },
);
const flat = ruled(
  Type.Object({ ...spec.properties, networking: universalNetworking }, { '~unserved': ['envoy'] }),
  checkProbes,
);

/**
 * DataplaneSpec is the sidecar of one workload. `address` of an inbound is where others reach it, `serviceAddress` and
 * `servicePort` where the application listens. Without `transparentProxying.reachableBackends` every service can be called;
 * without refs in it, none. `mesh` is present on Kubernetes (see `placeInMesh`).
 */
export interface DataplaneSpec extends Read<typeof spec> {
  readonly mesh?: string;
}

export const dataplane = defineKind({
  id: 'kuma/Dataplane',
  group: kumaGroup,
  kind: 'Dataplane',
  plural: 'dataplanes',
  shortNames: ['dp'],
  versions: kumaVersions,
  refusesUnknown: true,
  scope: 'Namespaced',
  body: Type.Object({ mesh: defaulted(meshName, 'default'), spec: ruled(spec, checkProbes) }),
  hub: ({ mesh, spec }): DataplaneSpec => ({ mesh, ...spec }),
  universal: { scope: 'Mesh', body: flat, hub: (body): DataplaneSpec => body },
});
export type Dataplane = ResourceOf<typeof dataplane>;
