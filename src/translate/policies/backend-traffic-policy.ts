import type { RouteFacets } from '#model';
import type { BackendTrafficPolicy } from '#resources';
import { fails } from '../verdict.ts';
import { addressedBy, backendFacetsOf, routeFacetsOf } from './backend-settings.ts';
import { aboutNames } from './backend-traffic-policy/about-names.ts';
import { rateLimitsOf } from './backend-traffic-policy/rate-limits.ts';
import { requestFacetsOf } from './backend-traffic-policy/requests.ts';
import { responseOverridesOf } from './backend-traffic-policy/response-overrides.ts';
import { given } from './given.ts';
import type { PolicyKind, PolicyMeaning } from './policy-kind.ts';
import { acceptedReason, type SectionProblem } from './section-problem.ts';

/**
 * BackendTrafficPolicy of Envoy Gateway: how routes use their backends, or how one backend is used by whatever route, and
 * what is done with requests before and after.
 */
export const backendTrafficPolicy: PolicyKind<BackendTrafficPolicy> = {
  id: 'envoy-gateway/BackendTrafficPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'BackendTrafficPolicy',
  targets: ['gateway', 'route', 'backend'],
  guards: 'requests',
  requestSettings: ({ spec }) =>
    ({
      adaptiveConcurrency: 'adaptiveConcurrency',
      admissionControl: 'admissionControl',
      bandwidth: 'bandwidthLimit',
      // `compression` is the older name.
      compression: spec.compressor === undefined ? 'compression' : 'compressor',
      decompression: 'decompressor',
      faults: 'faultInjection',
      globalRateLimits: 'rateLimit',
      hiddenHeaders: 'loadBalancer.backendUtilization',
      hashing: 'loadBalancer.consistentHash',
      rateLimits: 'rateLimit',
      requestBuffer: 'requestBuffer',
      responseOverrides: 'responseOverride',
      retries: 'retry',
      statistics: 'telemetry.metrics',
      timeouts: 'timeout.http',
      traces: 'telemetry.tracing',
      upgrades: 'httpUpgrade',
    }) satisfies Partial<Record<keyof RouteFacets, string>>,
  translate(policy, context) {
    const { spec } = policy;
    const rates = rateLimitsOf(policy, context);
    const { overrides, problems } = responseOverridesOf(policy, context);
    const { findings = [], ...broken } = withoutRules([...rates.problems, ...problems]);
    return {
      backend: {
        ...backendFacetsOf(spec),
        ...given({
          addressed: spec.routingType && addressedBy(spec.routingType),
          clientProtocol:
            spec.useClientProtocol === undefined ? undefined : { isFollowed: spec.useClientProtocol },
        }),
      },
      route: {
        ...routeFacetsOf(spec),
        ...requestFacetsOf(policy),
        ...rates.facets,
        ...given({ responseOverrides: overrides }),
      },
      ...broken,
      findings: [...findings, ...aboutNames(spec, context.addresses)],
    };
  },
};

/** What to say of rules that cannot be used as written: the rest of the policy is in force without them. */
function withoutRules(problems: readonly SectionProblem[]): Pick<PolicyMeaning, 'refused' | 'findings'> {
  const [first] = problems;
  if (first === undefined) return {};
  const said = problems.map(({ path, message }) => `${path} ${message}`).join('; ');
  return {
    refused: fails(acceptedReason(first), `${said}; without that, the policy is in force`),
    findings: problems.map(({ message, ...where }) => ({
      severity: 'error',
      ...where,
      message: `${message}; the rule is left out`,
    })),
  };
}
