import type { BackendTrafficPolicy } from '#resources';
import { backendFacetsOf, routeFacetsOf } from './backend-settings.ts';
import type { PolicyKind } from './policy-kind.ts';

/** BackendTrafficPolicy of Envoy Gateway: how routes use their backends. */
export const backendTrafficPolicy: PolicyKind<BackendTrafficPolicy> = {
  id: 'envoy-gateway/BackendTrafficPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'BackendTrafficPolicy',
  targets: ['gateway', 'route'],
  translate: ({ spec }) => ({ backend: backendFacetsOf(spec), route: routeFacetsOf(spec) }),
};
