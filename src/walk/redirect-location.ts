import { type HttpAction, type HttpMatch, type RouteTable, redirectPort } from '#model';
import type { SeenRequest } from './request.ts';
import { sentPath } from './sent-path.ts';

/** redirectLocation is where a redirect leads: what `envoy/redirect.ts` makes Envoy say. */
export function redirectLocation(
  action: Extract<HttpAction, { kind: 'redirect' }>,
  match: HttpMatch,
  table: RouteTable,
  request: SeenRequest,
): string {
  const { scheme = request.scheme, hostname = request.authority.replace(/:\d+$/, ''), path } = action;
  const port = redirectPort(action, table);
  const isWhole = path?.kind === 'full' && path.value.includes('?');
  const to = isWhole ? path.value : sentPath(path, match, request);
  return `${scheme}://${hostname}${port === undefined ? '' : `:${port}`}${to}`;
}
