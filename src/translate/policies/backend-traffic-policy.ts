import type { BackendTrafficPolicy } from '#resources';
import { backendFacetsOf, routeFacetsOf } from './backend-settings.ts';
import { rateLimitsOf } from './backend-traffic-policy/rate-limits.ts';
import { requestFacetsOf } from './backend-traffic-policy/requests.ts';
import { given } from './given.ts';
import type { PolicyKind } from './policy-kind.ts';

/** BackendTrafficPolicy of Envoy Gateway: how routes use their backends, and what is done with requests before and after. */
export const backendTrafficPolicy: PolicyKind<BackendTrafficPolicy> = {
  id: 'envoy-gateway/BackendTrafficPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'BackendTrafficPolicy',
  targets: ['gateway', 'route'],
  translate({ spec }) {
    const rates = spec.rateLimit && rateLimitsOf(spec.rateLimit);
    return {
      backend: {
        ...backendFacetsOf(spec),
        ...given({
          clientProtocol:
            spec.useClientProtocol === undefined ? undefined : { isFollowed: spec.useClientProtocol },
        }),
      },
      route: { ...routeFacetsOf(spec), ...requestFacetsOf(spec), ...given({ rateLimits: rates?.limits }) },
      findings: rates?.findings ?? [],
    };
  },
};
