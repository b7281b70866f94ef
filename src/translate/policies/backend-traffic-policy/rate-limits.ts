import type { RateLimitCondition, RateLimits } from '#model';
import type { BackendTrafficPolicy } from '#resources';
import { expressionProblem } from '../../routes/expression.ts';
import { pathConditions } from '../../written-match.ts';
import type { SectionProblem } from '../section.ts';

type Written = NonNullable<BackendTrafficPolicy['spec']['rateLimit']>;
type Rule = NonNullable<Written['local']>['rules'][number];
type Selector = Rule['clientSelectors'][number];

/** ReadRateLimits are they, without the rules that cannot be asked, and what is wrong with those. */
export interface ReadRateLimits {
  readonly limits?: RateLimits;
  readonly problems: readonly SectionProblem[];
}

const second = 1000;
const day = 86_400 * second;
const units = {
  Second: second,
  Minute: 60 * second,
  Hour: 3600 * second,
  Day: day,
  Week: 7 * day,
  Month: 30 * day,
  Year: 365 * day,
} as const;

/** rateLimitsOf reads what each proxy counts by itself. */
export function rateLimitsOf({ type, local }: Written): ReadRateLimits {
  if (local === undefined || type === 'Global') return { problems: [] };
  const read = local.rules.map((rule, i) => ({
    rule,
    problems: problemsOf(rule, `spec.rateLimit.local.rules[${i}]`),
  }));
  const rules = read.filter(({ problems }) => problems.length === 0).map(({ rule }) => rule);
  return {
    ...(rules.length === 0
      ? {}
      : {
          limits: {
            rules: rules.map(({ clientSelectors, limit: { requests, unit } }) => ({
              conditions: clientSelectors.flatMap(conditionsOf),
              requests,
              interval: units[unit],
            })),
            tells: rules.some(rule => rule.xRateLimitHeaders !== 'Off'),
          },
        }),
    problems: read.flatMap(({ problems }) => problems),
  };
}

function problemsOf({ clientSelectors }: Rule, at: string): readonly SectionProblem[] {
  return clientSelectors.flatMap(({ headers, queryParams, path }, s) => {
    const expressions = [
      ...headers.map((one, i) => ({ ...one, path: `headers[${i}].value` })),
      ...queryParams.map((one, i) => ({ ...one, path: `queryParams[${i}].value` })),
      ...(path === undefined ? [] : [{ ...path, path: 'path.value' }]),
    ].filter(({ type }) => type === 'RegularExpression');
    return expressions.flatMap(({ value = '', path }) => {
      const message = expressionProblem(value);
      return message === undefined
        ? []
        : [{ reason: 'Invalid', message, path: `${at}.clientSelectors[${s}].${path}` } as const];
    });
  });
}

/** All that is selected must hold. */
function conditionsOf({ headers, queryParams, methods, path, sourceCIDR }: Selector): RateLimitCondition[] {
  return [
    ...headers.map(one => named('header', { ...one, name: one.name.toLowerCase() })),
    ...queryParams.map(one => named('query', one)),
    ...methodCondition(methods),
    ...pathConditions(path),
    ...(sourceCIDR === undefined
      ? []
      : [{ kind: 'client', range: sourceCIDR.value, each: sourceCIDR.type === 'Distinct' } as const]),
  ];
}

function named(
  of: 'header' | 'query',
  { type, name, value = '', invert }: Selector['headers'][number],
): RateLimitCondition {
  if (type === 'Distinct') return { kind: 'each', of, name };
  return { kind: of, name, is: type === 'Exact' ? 'exact' : 'regex', value, isInverted: invert };
}

/** One of them must hold: where two may not be it, any method does. */
function methodCondition(methods: Selector['methods']): RateLimitCondition[] {
  const wanted = methods.filter(m => !m.invert).map(m => m.value);
  const [excluded, ...others] = [...new Set(methods.filter(m => m.invert).map(m => m.value))];
  if (methods.length === 0) return [];
  if (excluded === undefined) return [{ kind: 'method', oneOf: wanted, isInverted: false }];
  if (others.length > 0 || wanted.includes(excluded)) return [];
  return [{ kind: 'method', oneOf: [excluded], isInverted: true }];
}
