import { gatewayApiGroup, type HttpRoute, type HttpRouteRule } from '#resources';
import { translateMatch } from './http-match.ts';
import { translateHttpRules, type WrittenRule } from './http-rule.ts';
import type { RouteKind } from './route-kind.ts';

/** HTTPRoute of the Gateway API. */
export const httpRoute: RouteKind<HttpRoute> = {
  id: 'gateway-api/HTTPRoute',
  group: gatewayApiGroup,
  kind: 'HTTPRoute',
  shape: 'http',
  protocols: ['HTTP', 'HTTPS'],
  contest: 'hostname',
  translate: ({ spec }, resolve) => translateHttpRules(spec.rules.map(read), resolve),
};

function read(rule: HttpRouteRule): WrittenRule {
  const timeout = timeoutOf(rule);
  return {
    matches: rule.matches.map(translateMatch),
    filters: rule.filters,
    backendRefs: rule.backendRefs,
    ...(rule.name === undefined ? {} : { name: rule.name }),
    ...(timeout === undefined ? {} : { timeout }),
    ignored: (['retry', 'sessionPersistence'] as const).filter(path => rule[path] !== undefined),
    failure: 500,
  };
}

/** Without retries, the request to the backend is the whole request: the shorter of the two limits holds. 0 is no limit. */
function timeoutOf({ timeouts }: HttpRouteRule): number | undefined {
  const limits = [timeouts?.request, timeouts?.backendRequest].filter(t => t !== undefined);
  const finite = limits.filter(t => t > 0);
  if (finite.length > 0) return Math.min(...finite);
  return limits.length > 0 ? 0 : undefined;
}
