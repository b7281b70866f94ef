import { meshAccessLog } from './mesh-access-log.ts';
import { meshCircuitBreaker } from './mesh-circuit-breaker.ts';
import { meshFaultInjection } from './mesh-fault-injection.ts';
import { meshHealthCheck } from './mesh-health-check.ts';
import { meshLoadBalancingStrategy } from './mesh-load-balancing-strategy.ts';
import type { MeshPolicyKind } from './mesh-policy-kind.ts';
import { meshProxyPatch } from './mesh-proxy-patch.ts';
import { meshRateLimit } from './mesh-rate-limit.ts';
import { meshRetry } from './mesh-retry.ts';
import { meshTimeout } from './mesh-timeout.ts';
import { meshTls } from './mesh-tls.ts';
import { meshTrace } from './mesh-trace.ts';

/**
 * meshPolicyKinds is every kind of policy of the mesh that means something at places. Where two kinds set the same facet, the
 * earlier wins.
 */
export const meshPolicyKinds: readonly MeshPolicyKind[] = [
  meshTimeout,
  meshRetry,
  meshCircuitBreaker,
  meshHealthCheck,
  meshLoadBalancingStrategy,
  meshRateLimit,
  meshFaultInjection,
  meshAccessLog,
  meshTrace,
  meshTls,
  meshProxyPatch,
];
