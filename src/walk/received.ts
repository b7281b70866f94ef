import { groupBy } from '#lib/group-by.ts';
import type { ListenerFacets } from '#model';
import { canonicalPath, mergedSlashes, withoutEscapedSlashes } from './canonical-path.ts';
import { clientOf } from './client.ts';
import { changedHeaders } from './early-changes.ts';
import { matchesPattern } from './matches.ts';
import {
  headerOf,
  pathOf,
  queryOf,
  type RequestHeader,
  type SeenRequest,
  type WalkedRequest,
} from './request.ts';

/** Received is what a listener makes of a request before it looks for a route: the request in canonical form, or an answer. */
export type Received =
  | { readonly kind: 'taken'; readonly request: SeenRequest }
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly because: 'path' | 'header' | 'client' | 'health';
      readonly location?: string;
    };

/** receive is what the connection manager does: see Envoy's `ConnectionManagerUtility`. */
export function receive(request: WalkedRequest, facets: ListenerFacets = {}): Received {
  const headers = takenHeaders(request.headers, facets);
  if (headers === undefined) return { kind: 'answered', status: 400, because: 'header' };
  const { early } = facets.headers ?? {};
  const authority = takenAuthority(request, facets);
  const seen = {
    method: request.method,
    isOverTls: request.tls !== undefined,
    scheme: request.tls === undefined ? 'http' : 'https',
    authority,
    host: authority.replace(/:\d+$/, '').toLowerCase(),
    path: request.path,
    headers: joined(headers),
  };
  const path = received(request, facets, headerOf(seen, 'content-type') ?? '');
  if (typeof path !== 'string') return path;
  const client = clientOf(seen, request.from, facets.address);
  if (client.kind === 'refused') return { kind: 'answered', status: 403, because: 'client' };
  const heard = forwarded(seen.headers, request, client.address, facets);
  const told = early === undefined ? heard : changedHeaders(heard, early);
  const scheme = told.get('x-forwarded-proto') ?? seen.scheme;
  const from = client.address === undefined ? {} : { client: client.address };
  // A health check of the proxy itself is answered before any route is looked for.
  if (facets.health?.path === path) return { kind: 'answered', status: 200, because: 'health' };
  return { kind: 'taken', request: { ...seen, scheme, path, headers: told, ...from } };
}

function takenAuthority({ authority, port }: WalkedRequest, { headers }: ListenerFacets): string {
  const { stripsHostDot = true, stripsHostPort } = headers ?? {};
  const dotless = stripsHostDot ? authority.replace(/\.(?=(?::\d+)?$)/, '') : authority;
  if (stripsHostPort === 'any') return dotless.replace(/:\d+$/, '');
  const own = `:${port}`;
  return stripsHostPort === 'matching' && dotless.endsWith(own) ? dotless.slice(0, -own.length) : dotless;
}

function takenHeaders(
  sent: readonly RequestHeader[],
  { headers: settings, http1 }: ListenerFacets,
): readonly RequestHeader[] | undefined {
  const isPassedOver = ({ name, value }: RequestHeader) =>
    name.toLowerCase() === 'upgrade' &&
    (http1?.ignoredUpgrades ?? []).some(pattern => matchesPattern(pattern, value.toLowerCase()));
  const headers = sent.filter(header => !isPassedOver(header));
  const isUnderscored = ({ name }: RequestHeader) => name.includes('_');
  switch (settings?.underscores ?? 'reject') {
    case 'allow':
      return headers;
    case 'drop':
      return headers.filter(header => !isUnderscored(header));
    case 'reject':
      return headers.some(isUnderscored) ? undefined : headers;
  }
}

function joined(headers: readonly RequestHeader[]): Map<string, string> {
  const byName = groupBy(headers, ({ name }) => name.toLowerCase());
  return new Map(
    [...byName].map(([name, values]) => [
      name,
      values.map(({ value }) => value).join(name === 'cookie' ? '; ' : ','),
    ]),
  );
}

/** The path in canonical form, with its query; or the answer where the listener does not take the path. */
function received(
  request: WalkedRequest,
  { paths = {} }: ListenerFacets,
  contentType: string,
): string | Extract<Received, { kind: 'answered' }> {
  const { normalizes = true, escapedSlashes = 'unescape-and-redirect', mergeSlashes = true } = paths;
  const refused = { kind: 'answered', status: 400, because: 'path' } as const;
  const written = pathOf(request);
  const unescaped = escapedSlashes === 'keep' ? written : withoutEscapedSlashes(written);
  const isEscaped = unescaped !== written;
  if (isEscaped && escapedSlashes === 'reject') return refused;
  const canonical = normalizes ? canonicalPath(unescaped) : unescaped;
  if (canonical === undefined) return refused;
  const path = `${mergeSlashes ? mergedSlashes(canonical) : canonical}${queryOf(request)}`;
  if (!isEscaped || escapedSlashes !== 'unescape-and-redirect') return path;
  // Clients of gRPC follow no redirect.
  if (contentType.startsWith('application/grpc')) return refused;
  return { kind: 'answered', status: 307, because: 'path', location: path };
}

/** The headers, with what the listener adds about where the request came from. */
function forwarded(
  headers: ReadonlyMap<string, string>,
  { from, tls }: WalkedRequest,
  client: string | undefined,
  { address }: ListenerFacets,
): ReadonlyMap<string, string> {
  const told = new Map(headers);
  const trustsHops = address?.found.kind === 'forwarded-for' && 'hops' in address.found.trusted;
  const believes =
    address !== undefined && (address.found.kind === 'header' || address.found.kind === 'told' || trustsHops);
  if (!believes || !told.has('x-forwarded-proto')) {
    told.set('x-forwarded-proto', tls === undefined ? 'http' : 'https');
  }
  const source = from ?? client;
  if (source !== undefined && address?.appends !== false && address?.found.kind !== 'header') {
    told.set('x-forwarded-for', [headers.get('x-forwarded-for') ?? [], source].flat().join(','));
  }
  return told;
}
