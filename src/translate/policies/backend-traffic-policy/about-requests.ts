import type { RouteFacets } from '#model';
import type { BackendTrafficPolicy } from '#resources';
import type { AddressPolicy } from '../../address-policy.ts';
import { pointKindOf } from '../point.ts';
import type { PolicyMeaning } from '../policy-kind.ts';

/** By which fields a policy says it. */
const fields: Partial<Record<keyof RouteFacets, string>> = {
  admissionControl: 'admissionControl',
  bandwidth: 'bandwidthLimit',
  hiddenHeaders: 'loadBalancer.backendUtilization',
  compression: 'compression',
  faults: 'faultInjection',
  globalRateLimits: 'rateLimit',
  hashing: 'loadBalancer.consistentHash',
  rateLimits: 'rateLimit',
  requestBuffer: 'requestBuffer',
  responseOverrides: 'responseOverride',
  statistics: 'telemetry.metrics',
  traces: 'telemetry.tracing',
  retries: 'retry',
  timeouts: 'timeout.http',
  upgrades: 'httpUpgrade',
};

/** aboutNames warns of what a policy on routes says of how names are looked up, where the control plane does that for all. */
export function aboutNames(
  { dns, targets, selectors }: BackendTrafficPolicy['spec'],
  { checksNames }: AddressPolicy,
): NonNullable<PolicyMeaning['findings']> {
  const isOnRoutes =
    selectors.length > 0 || targets.some(({ group, kind }) => pointKindOf(group, kind) !== 'backend');
  if (dns === undefined || checksNames !== true || !isOnRoutes) return [];
  const message =
    'has no effect on routes here, as the control plane looks names up, once for all who use them: say it at the Backend, or of it';
  return [{ severity: 'warning', reason: 'UnsupportedValue', message, path: 'spec.dns' }];
}

/** aboutRequests warns of what a policy on a backend says of requests: those are a route's, and are on their way by then. */
export function aboutRequests(
  { targets }: BackendTrafficPolicy['spec'],
  route: RouteFacets,
): NonNullable<PolicyMeaning['findings']> {
  const said = Object.keys(route).map(name => fields[name as keyof RouteFacets] ?? name);
  if (said.length === 0) return [];
  return targets
    .filter(({ group, kind }) => pointKindOf(group, kind) === 'backend')
    .map(({ kind, at }) => ({
      severity: 'warning' as const,
      reason: 'UnsupportedValue',
      message: `is a ${kind}, of which ${said.join(', ')} has no effect: that is said of requests. Target the routes for it`,
      path: at,
    }));
}
