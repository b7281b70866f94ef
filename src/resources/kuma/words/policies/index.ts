import type { Words } from '../../../reference/words.ts';
import type { AnyMeshPolicy } from '../../policies/index.ts';
import { meshCircuitBreakerWords } from './mesh-circuit-breaker.ts';
import { meshHealthCheckWords } from './mesh-health-check.ts';
import { meshFaultInjectionWords, meshRateLimitWords } from './mesh-inbound.ts';
import { meshLoadBalancingStrategyWords } from './mesh-load-balancing-strategy.ts';
import { meshRetryWords } from './mesh-retry.ts';
import { meshHttpRouteWords, meshTcpRouteWords } from './mesh-routes.ts';
import { meshAccessLogWords, meshMetricWords, meshTraceWords } from './mesh-telemetry.ts';
import { meshTimeoutWords } from './mesh-timeout.ts';
import { meshTlsWords } from './mesh-tls.ts';
import { meshTrafficPermissionWords } from './mesh-traffic-permission.ts';
import { meshPassthroughWords, meshProxyPatchWords } from './mesh-whole-proxy.ts';

/** meshPolicyWords is what the fields of each kind of policy of the mesh mean. */
export const meshPolicyWords: Readonly<Record<AnyMeshPolicy['id'], Words>> = {
  'kuma/MeshTimeout': meshTimeoutWords,
  'kuma/MeshRetry': meshRetryWords,
  'kuma/MeshCircuitBreaker': meshCircuitBreakerWords,
  'kuma/MeshHealthCheck': meshHealthCheckWords,
  'kuma/MeshLoadBalancingStrategy': meshLoadBalancingStrategyWords,
  'kuma/MeshHTTPRoute': meshHttpRouteWords,
  'kuma/MeshTCPRoute': meshTcpRouteWords,
  'kuma/MeshAccessLog': meshAccessLogWords,
  'kuma/MeshTrace': meshTraceWords,
  'kuma/MeshMetric': meshMetricWords,
  'kuma/MeshRateLimit': meshRateLimitWords,
  'kuma/MeshFaultInjection': meshFaultInjectionWords,
  'kuma/MeshTrafficPermission': meshTrafficPermissionWords,
  'kuma/MeshTLS': meshTlsWords,
  'kuma/MeshPassthrough': meshPassthroughWords,
  'kuma/MeshProxyPatch': meshProxyPatchWords,
};
