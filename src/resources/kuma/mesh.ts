import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { defaulted, ruled, unserved } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';
import { kumaGroup, kumaVersions, tagKey, tagPattern } from './fields.ts';
import { mtls } from './mesh/mtls.ts';
import { meshMetrics } from './metrics.ts';

const someTags = ruled(defaulted(mapOf(tagKey, tagPattern, 64), undefined), (tags, report) => {
  if (Object.keys(tags).length === 0) report('must have at least one tag');
});

/** Tags that a dataplane must have (`requirements`), or must not have (`restrictions`). */
const membership = Type.Object({ tags: someTags });
const memberships = Type.Array(membership, { maxItems: 256, default: [] });

const spec = Type.Object(
  {
    mtls: Type.Optional(mtls),
    metrics: Type.Optional(meshMetrics),
    networking: defaulted(
      Type.Object({
        outbound: defaulted(Type.Object({ passthrough: Type.Boolean({ default: true }) }), {}),
      }),
      {},
    ),
    routing: Type.Optional(
      Type.Object({
        localityAwareLoadBalancing: Type.Boolean({ default: false }),
        zoneEgress: Type.Optional(unserved(Type.Boolean())),
        defaultForbidMeshExternalServiceAccess: Type.Boolean({ default: false }),
      }),
    ),
    constraints: Type.Optional(
      Type.Object({
        dataplaneProxy: defaulted(Type.Object({ requirements: memberships, restrictions: memberships }), {}),
      }),
    ),
    meshServices: defaulted(
      Type.Object({
        mode: Type.Optional(Type.Enum(['Disabled', 'Everywhere', 'ReachableBackends', 'Exclusive'])),
      }),
      {},
    ),
    skipCreatingInitialPolicies: Type.Array(Type.String({ minLength: 1, maxLength: 63 }), {
      maxItems: 64,
      default: [],
    }),
  },
  { '~unserved': ['tracing', 'logging'] },
);

/** MeshSpec is the settings of a whole mesh. `meshServices.mode` is absent where it is not written. */
export type MeshSpec = Read<typeof spec>;

export const mesh = defineKind({
  id: 'kuma/Mesh',
  group: kumaGroup,
  kind: 'Mesh',
  plural: 'meshes',
  shortNames: [],
  versions: kumaVersions,
  scope: 'Cluster',
  body: Type.Object({ spec: defaulted(spec, {}) }),
  hub: ({ spec }): MeshSpec => spec,
  universal: { scope: 'Global', body: spec, hub: (body): MeshSpec => body },
});
export type Mesh = ResourceOf<typeof mesh>;
