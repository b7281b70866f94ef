import type { RateLimitCondition, RateLimitCost, RateLimitRule, RateLimitUnit } from '#model';
import type { BackendTrafficPolicy } from '#resources';
import { expressionProblem } from '../../routes/expression.ts';
import { pathConditions } from '../../written-match.ts';
import { given } from '../given.ts';
import type { SectionProblem } from '../section.ts';

type Written = NonNullable<BackendTrafficPolicy['spec']['rateLimit']>;
/** What rules of local limits and of global ones have in common. */
type Rule = NonNullable<Written['local']>['rules'][number] | NonNullable<Written['global']>['rules'][number];
type Selector = Rule['clientSelectors'][number];
type Cost = NonNullable<NonNullable<NonNullable<Written['global']>['rules'][number]['cost']>['response']>;

const units = {
  Second: 'second',
  Minute: 'minute',
  Hour: 'hour',
  Day: 'day',
  Week: 'week',
  Month: 'month',
  Year: 'year',
} as const satisfies Record<Rule['limit']['unit'], RateLimitUnit>;

/** readRule reads a rule that has no problems. */
export function readRule(written: Rule): RateLimitRule {
  const { clientSelectors, limit, xRateLimitHeaders, shadowMode, shared, cost } = written;
  return {
    conditions: clientSelectors.flatMap(conditionsOf),
    requests: limit.requests,
    unit: units[limit.unit],
    isShared: shared,
    isShadow: shadowMode,
    tells: xRateLimitHeaders !== 'Off',
    ...given({ cost: cost?.request && costOf(cost.request) }),
  };
}

/** costOf reads how much a request or an answer counts. */
export function costOf({ from, number = 1, metadata }: Cost): RateLimitCost {
  return from === 'Metadata' && metadata !== undefined
    ? { kind: 'metadata', ...metadata }
    : { kind: 'number', number };
}

/** problemsOf tells why the rule at a path cannot be applied. */
export function problemsOf({ clientSelectors }: Rule, at: string): readonly SectionProblem[] {
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
      : [
          {
            kind: 'client',
            range: sourceCIDR.value,
            each: sourceCIDR.type === 'Distinct',
            isInverted: sourceCIDR.invert,
          } as const,
        ]),
  ];
}

function named(
  of: 'header' | 'query',
  { type, name, value = '', invert }: Selector['headers'][number],
): RateLimitCondition {
  if (type === 'Distinct') return { kind: 'each', of, name };
  return { kind: of, name, is: type === 'Exact' ? 'exact' : 'regex', value, isInverted: invert };
}

/** One of the conditions on the method must hold; any method satisfies one of two different exclusions. */
function methodCondition(methods: Selector['methods']): RateLimitCondition[] {
  const wanted = methods.filter(m => !m.invert).map(m => m.value);
  const [excluded, ...others] = [...new Set(methods.filter(m => m.invert).map(m => m.value))];
  if (methods.length === 0) return [];
  if (excluded === undefined) return [{ kind: 'method', oneOf: wanted, isInverted: false }];
  if (others.length > 0 || wanted.includes(excluded)) return [];
  return [{ kind: 'method', oneOf: [excluded], isInverted: true }];
}
