import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { defaulted, unserved } from '../schema/annotate.ts';
import { anything } from '../schema/anything.ts';
import type { Read } from '../schema/readonly.ts';
import { networking, universalNetworking } from './dataplane/networking.ts';
import { kumaGroup, kumaVersions, meshName, portNumber } from './fields.ts';

const metrics = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 253 })),
  type: Type.Optional(Type.String({ maxLength: 63 })),
  conf: Type.Optional(anything),
});

const path = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^/',
  '~wants': 'a path that begins with "/"',
});
const probes = Type.Object({
  port: portNumber,
  endpoints: Type.Array(Type.Object({ inboundPort: portNumber, inboundPath: path, path }), {
    maxItems: 64,
    default: [],
  }),
});

const spec = Type.Object(
  {
    networking,
    metrics: Type.Optional(unserved(metrics)),
    probes: Type.Optional(unserved(probes)),
  },
  { '~unserved': ['envoy'] },
);
const flat = Type.Object({ ...spec.properties, networking: universalNetworking }, { '~unserved': ['envoy'] });

/**
 * DataplaneSpec is one workload's sidecar: `address` of an inbound is where others reach it, `serviceAddress` and `servicePort`
 * where the application listens. Without `transparentProxying.reachableBackends` everything can be called; with no refs in it,
 * nothing. `mesh` is there on Kubernetes (see `meshOf`).
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
  body: Type.Object({ mesh: defaulted(meshName, 'default'), spec }),
  hub: ({ mesh, spec }): DataplaneSpec => ({ mesh, ...spec }),
  universal: { scope: 'Mesh', body: flat, hub: (body): DataplaneSpec => body },
});
export type Dataplane = ResourceOf<typeof dataplane>;
