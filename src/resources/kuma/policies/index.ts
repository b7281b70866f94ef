import type { Kind, ResourceOf } from '../../kind.ts';
import type { MeshPolicySpec } from './items.ts';
import { meshAccessLog } from './mesh-access-log.ts';
import { meshCircuitBreaker } from './mesh-circuit-breaker.ts';
import { meshFaultInjection } from './mesh-fault-injection.ts';
import { meshHealthCheck } from './mesh-health-check.ts';
import { meshHttpRoute } from './mesh-http-route.ts';
import { meshLoadBalancingStrategy } from './mesh-load-balancing-strategy.ts';
import { meshMetric } from './mesh-metric.ts';
import { meshPassthrough } from './mesh-passthrough.ts';
import { meshProxyPatch } from './mesh-proxy-patch.ts';
import { meshRateLimit } from './mesh-rate-limit.ts';
import { meshRetry } from './mesh-retry.ts';
import { meshTcpRoute } from './mesh-tcp-route.ts';
import { meshTimeout } from './mesh-timeout.ts';
import { meshTls } from './mesh-tls.ts';
import { meshTrace } from './mesh-trace.ts';
import { meshTrafficPermission } from './mesh-traffic-permission.ts';

/** meshPolicyKinds are all kinds of mesh policies. Their meaning is defined in `translate/mesh-policies/`. */
export const meshPolicyKinds = [
  meshTimeout,
  meshRetry,
  meshCircuitBreaker,
  meshHealthCheck,
  meshLoadBalancingStrategy,
  meshHttpRoute,
  meshTcpRoute,
  meshAccessLog,
  meshTrace,
  meshMetric,
  meshRateLimit,
  meshFaultInjection,
  meshTrafficPermission,
  meshTls,
  meshPassthrough,
  meshProxyPatch,
] as const satisfies readonly Kind<string, MeshPolicySpec>[];

/** AnyMeshPolicy is a policy of the mesh of any kind, tagged by `id`. */
export type AnyMeshPolicy = ResourceOf<(typeof meshPolicyKinds)[number]>;

const ids: ReadonlySet<string> = new Set(meshPolicyKinds.map(kind => kind.id));

/** isMeshPolicy tells policies of the mesh from all other resources. */
export function isMeshPolicy<R extends { readonly id: string }>(
  resource: R,
): resource is Extract<R, AnyMeshPolicy> {
  return ids.has(resource.id);
}
