import type { HttpMatch, PathMatch } from '#model';
import type { GrpcRouteMatch } from '#resources';
import { expressionProblem } from './expression.ts';
import { type MatchProblem, translateHeaders } from './http-match.ts';

const anyName = '[^/]+';

/** translateGrpcMatch reads one match of a rule: gRPC calls the method `Add` of `shop.Cart` as `/shop.Cart/Add`. */
export function translateGrpcMatch({ method: written, headers }: GrpcRouteMatch): HttpMatch | MatchProblem {
  const matched = translateHeaders(headers);
  if ('message' in matched) return matched;
  const { type, service = '', method = '' } = written ?? { type: 'Exact' };
  if (type === 'RegularExpression') {
    for (const [name, expression] of Object.entries({ service, method })) {
      const message = expressionProblem(expression);
      if (message !== undefined) return { message, path: `method.${name}` };
    }
  }
  return {
    path: type === 'Exact' ? exactPath(service, method) : pathExpression(service, method),
    headers: matched.headers,
    queryParams: [],
    // GRPCRouteRule.matches: characters of the service, then of the method, then the number of headers.
    precedence: [service.length, method.length, headers.length],
  };
}

function exactPath(service: string, method: string): PathMatch {
  if (service === '' && method === '') return { kind: 'prefix', value: '/' };
  if (service === '') return { kind: 'regex', value: `/${anyName}/${method}` };
  if (method === '') return { kind: 'prefix', value: `/${service}` };
  return { kind: 'exact', value: `/${service}/${method}` };
}

function pathExpression(service: string, method: string): PathMatch {
  const part = (expression: string) => (expression === '' ? anyName : `(?:${expression})`);
  return { kind: 'regex', value: `/${part(service)}/${part(method)}` };
}
