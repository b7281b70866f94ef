import type { Retries } from '#model';
import { gatewayApiGroup, type HttpRoute, type HttpRouteRule } from '#resources';
import { translateMatch } from './http-match.ts';
import { translateHttpRules, type WrittenRule } from './http-rule.ts';
import type { RouteKind } from './route-kind.ts';
import { ignoredOf, ruleName, sessionOf } from './session.ts';

/** HTTPRoute of the Gateway API. */
export const httpRoute: RouteKind<HttpRoute> = {
  id: 'gateway-api/HTTPRoute',
  group: gatewayApiGroup,
  kind: 'HTTPRoute',
  shape: 'http',
  protocols: ['HTTP', 'HTTPS'],
  contest: 'hostname',
  translate: ({ ref, spec }, resolve, extension, goesOn) =>
    translateHttpRules(
      spec.rules.map((rule, i) => read(rule, ruleName(ref, rule, i))),
      ref,
      resolve,
      extension,
      goesOn,
    ),
};

function read(rule: HttpRouteRule, name: string): WrittenRule {
  const session = sessionOf(rule.sessionPersistence, name);
  return {
    matches: rule.matches.map(translateMatch),
    filters: rule.filters,
    backendRefs: rule.backendRefs,
    ...(rule.name === undefined ? {} : { name: rule.name }),
    ...attemptsOf(rule),
    ...(session === undefined ? {} : { session }),
    ignored: ignoredOf(rule.sessionPersistence, rule.backendRefs.length),
    failure: 500,
  };
}

/** A connection that failed is always retried, besides the statuses that are written (GEP-1731). */
const connectionFailures = ['connect-failure', 'refused-stream', 'reset'];

/**
 * Without retries the request to the backend is the whole request: the shorter of the two timeouts holds. With retries,
 * `backendRequest` limits each attempt; where `request` is not written, nothing limits the whole. 0 means no limit.
 */
function attemptsOf({ timeouts, retry }: HttpRouteRule): Pick<WrittenRule, 'timeout' | 'retries'> {
  const { request, backendRequest } = timeouts ?? {};
  if (retry === undefined) {
    const timeout = shorter(request, backendRequest);
    return timeout === undefined ? {} : { timeout };
  }
  const { attempts, codes, backoff } = retry;
  const retries: Retries = {
    attempts,
    ...(codes.length === 0 ? {} : { on: connectionFailures, statuses: codes }),
    ...(backoff === undefined ? {} : { backOff: { base: backoff } }),
    ...(backendRequest === undefined || backendRequest === 0 ? {} : { perTryTimeout: backendRequest }),
  };
  const timeout = request ?? (backendRequest === undefined ? undefined : 0);
  return { retries, ...(timeout === undefined ? {} : { timeout }) };
}

function shorter(...limits: readonly (number | undefined)[]): number | undefined {
  const written = limits.filter(t => t !== undefined);
  const finite = written.filter(t => t > 0);
  if (finite.length > 0) return Math.min(...finite);
  return written.length > 0 ? 0 : undefined;
}
