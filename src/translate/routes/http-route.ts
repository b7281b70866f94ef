import { keptList } from '#lib/kept-list.ts';
import { gatewayApiGroup, type HttpRoute, type HttpRouteRule } from '#resources';
import { translateMatch } from './http-match.ts';
import { translateHttpRule } from './http-rule.ts';
import { gather } from './noted.ts';
import type { RouteKind } from './route-kind.ts';

/** HTTPRoute of the Gateway API. */
export const httpRoute: RouteKind<HttpRoute> = {
  id: 'gateway-api/HTTPRoute',
  group: gatewayApiGroup,
  kind: 'HTTPRoute',
  shape: 'http',
  protocols: ['HTTP', 'HTTPS'],
  contest: 'hostname',
  translate: ({ spec }, resolve) => {
    const rules = gather(
      spec.rules.map((rule, i) => {
        const timeout = timeoutOf(rule);
        const written = {
          matches: rule.matches.map(translateMatch),
          filters: rule.filters,
          backendRefs: rule.backendRefs,
          ignored: (['retry', 'sessionPersistence'] as const).filter(path => rule[path] !== undefined),
          failure: 500,
          ...(timeout === undefined ? {} : { timeout }),
        } as const;
        return translateHttpRule(written, i, resolve);
      }),
    );
    return {
      value: { kind: 'http', rules: keptList(rules.value.filter(r => r !== undefined)) },
      notes: rules.notes,
    };
  },
};

/** Without retries, the request to the backend is the whole request: the shorter of the two limits holds. 0 is no limit. */
function timeoutOf({ timeouts }: HttpRouteRule): number | undefined {
  const limits = [timeouts?.request, timeouts?.backendRequest].filter(t => t !== undefined);
  const finite = limits.filter(t => t > 0);
  if (finite.length > 0) return Math.min(...finite);
  return limits.length > 0 ? 0 : undefined;
}
