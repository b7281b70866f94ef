import { resourceKey } from '#lib/resource-ref.ts';
import type { GlobalRateLimitRule, RateLimits, RouteFacets } from '#model';
import type { BackendTrafficPolicy } from '#resources';
import { given } from '../given.ts';
import type { PolicyContext } from '../policy-kind.ts';
import type { SectionProblem } from '../section.ts';
import { costOf, problemsOf, readRule } from './rate-limit-rule.ts';
import { rateLimitService } from './rate-limit-service.ts';

type Written = NonNullable<BackendTrafficPolicy['spec']['rateLimit']>;
type WrittenGlobal = NonNullable<Written['global']>['rules'][number];

/** ReadRateLimits are the rate limits, without the rules that cannot be applied, and what is wrong with those. */
export interface ReadRateLimits {
  readonly facets: Pick<RouteFacets, 'rateLimits' | 'globalRateLimits' | 'withheld'>;
  readonly problems: readonly SectionProblem[];
}

/** rateLimitsOf reads what each proxy counts by itself, and what a service counts for all. */
export function rateLimitsOf(policy: BackendTrafficPolicy, context: PolicyContext): ReadRateLimits {
  const { type, local, global } = policy.spec.rateLimit ?? {};
  const own = type === 'Global' ? undefined : local;
  const common = type === 'Local' ? undefined : global;
  const ofProxies = localLimits(own?.rules ?? [], policy);
  const ofAll = globalLimits(common?.rules ?? [], policy, context);
  return {
    facets: { ...ofProxies.facets, ...ofAll.facets },
    problems: [...ofProxies.problems, ...ofAll.problems],
  };
}

function localLimits(
  written: NonNullable<Written['local']>['rules'],
  { ref }: BackendTrafficPolicy,
): ReadRateLimits {
  const read = written.map((rule, i) => ({
    rule,
    problems: problemsOf(rule, `spec.rateLimit.local.rules[${i}]`),
  }));
  const rules = read.filter(({ problems }) => problems.length === 0).map(({ rule }) => readRule(rule));
  const rateLimits: RateLimits = { owner: resourceKey(ref), rules };
  return {
    facets: rules.length === 0 ? {} : { rateLimits },
    problems: read.flatMap(({ problems }) => problems),
  };
}

const path = 'spec.rateLimit.global';

function globalLimits(
  written: readonly WrittenGlobal[],
  policy: BackendTrafficPolicy,
  context: PolicyContext,
): ReadRateLimits {
  if (written.length === 0) return { facets: {}, problems: [] };
  const service = rateLimitService(context);
  if ('message' in service) {
    // Where the operator wants no request to pass uncounted, none does.
    const facets = service.failsClosed ? { withheld: {} } : {};
    return { facets, problems: [{ reason: 'Invalid', message: service.message, path }] };
  }
  const read = written.map((rule, i) => ({ rule, problems: problemsIn(rule, `${path}.rules[${i}]`) }));
  const rules = read.filter(({ problems }) => problems.length === 0).map(({ rule }) => readGlobalRule(rule));
  const { namespace, name } = policy.ref;
  return {
    facets: rules.length === 0 ? {} : { globalRateLimits: { service, owner: { namespace, name }, rules } },
    problems: read.flatMap(({ problems }) => problems),
  };
}

function problemsIn(rule: WrittenGlobal, at: string): readonly SectionProblem[] {
  return [
    ...problemsOf(rule, at),
    ...(rule.limit.unit === 'Week'
      ? [
          {
            reason: 'UnsupportedValue',
            message: 'cannot be told to a service: write Day, or Month',
            path: `${at}.limit.unit`,
          } as const,
        ]
      : []),
  ];
}

function readGlobalRule(written: WrittenGlobal): GlobalRateLimitRule {
  const { limit, cost } = written;
  return {
    ...readRule(written),
    ...given({
      limitFrom: limit.fromMetadata,
      answerCost: cost?.response && costOf(cost.response),
    }),
  };
}
