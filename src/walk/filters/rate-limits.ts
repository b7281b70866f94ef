import type { BackendUse, RateLimitCondition, RateLimitRule } from '#model';
import { isWithin } from '../client.ts';
import { matchesPath, matchesText } from '../matches.ts';
import { headerOf, pathOf, queryParam, type SeenRequest } from '../request.ts';
import { allOf, type Judge, type Judgement, type Perhaps } from './judgement.ts';

/** rateLimits lets pass what is within all rules that count a request. */
export const rateLimits: Judge = ({ rateLimits }, request) =>
  rateLimits === undefined ? undefined : counted(rateLimits.rules, 'each proxy', [], request);

/** globalRateLimits are counted by a service. */
export const globalRateLimits: Judge = ({ globalRateLimits }, request) => {
  if (globalRateLimits === undefined) return undefined;
  const { rules, service } = globalRateLimits;
  return counted(rules, 'all proxies together', [service.use], request);
};

/** describedRateLimits are known to the rate limit service alone. */
export const describedRateLimits: Judge = ({ describedRateLimits }) => {
  if (describedRateLimits === undefined) return undefined;
  const { service, domain } = describedRateLimits.value;
  return { kind: 'depends', asks: [service.use], why: `passes as the limits of ${domain} have it, else 429` };
};

function counted(
  rules: readonly RateLimitRule[],
  by: string,
  asks: readonly BackendUse[],
  request: SeenRequest,
): Judgement {
  const counting = rules
    .filter(({ isShadow }) => !isShadow)
    .map(rule => ({ rule, holds: allOf(rule.conditions.map(c => holds(c, request))) }))
    .filter(({ holds }) => holds !== false);
  if (counting.length === 0) return { kind: 'passes', why: 'no limit counts it' };
  if (counting.some(({ rule, holds }) => holds === true && rule.requests === 0)) {
    return { kind: 'answers', status: 429, why: 'a limit lets none of these pass' };
  }
  const limits = counting.map(({ rule }) => `${rule.requests} a ${rule.unit}`).join(' and ');
  return { kind: 'depends', asks, why: `passes within ${limits} of ${by}, else 429` };
}

function holds(condition: RateLimitCondition, request: SeenRequest): Perhaps {
  switch (condition.kind) {
    case 'client':
      return request.client === undefined
        ? undefined
        : isWithin(request.client, [condition.range]) !== condition.isInverted;
    case 'each':
      return partOf(condition.of, condition.name, request) !== undefined;
    case 'header':
    case 'query': {
      const value = partOf(condition.kind, condition.name, request);
      return matchesText({ kind: condition.is, value: condition.value }, value) !== condition.isInverted;
    }
    case 'method':
      return condition.oneOf.includes(request.method) !== condition.isInverted;
    case 'path':
      return matchesPath(condition.path, pathOf(request)) !== condition.isInverted;
  }
}

function partOf(kind: 'header' | 'query', name: string, request: SeenRequest): string | undefined {
  return kind === 'header' ? headerOf(request, name) : queryParam(request, name);
}
