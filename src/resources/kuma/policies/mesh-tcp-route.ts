import { Type } from 'typebox';
import type { ResourceOf } from '../../kind.ts';
import { converted, ruled } from '../../schema/annotate.ts';
import type { WeightedBackendRef } from './backend-ref.ts';
import { weightedBackendRefs } from './backend-ref.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { oneWayToSay, proxyTargets, topLevel } from './items.ts';
import { ofServicesAlone, routeTarget } from './route-targets.ts';

/** MeshTcpRules says where connections to a service go; without backendRefs, to the service itself. */
export interface MeshTcpRules {
  readonly backendRefs?: readonly WeightedBackendRef[];
}

const item = converted(
  Type.Object({
    targetRef: routeTarget,
    rules: Type.Array(Type.Object({ default: Type.Object({ backendRefs: weightedBackendRefs }) }), {
      maxItems: 1,
      default: [],
    }),
  }),
  ({ targetRef, rules }) => ({ targetRef, default: { ...rules[0]?.default } satisfies MeshTcpRules }),
);

const spec = ruled(
  Type.Object({ targetRef: topLevel(...proxyTargets), to: Type.Array(item, { minItems: 1, maxItems: 256 }) }),
  oneWayToSay,
  ofServicesAlone,
);

export const meshTcpRoute = defineMeshPolicy({ kind: 'MeshTCPRoute', shortName: 'mtcpr' }, spec);
export type MeshTcpRoute = ResourceOf<typeof meshTcpRoute>;
