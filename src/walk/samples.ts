import { anyHostname, isWildcard } from '#lib/hostname.ts';
import {
  type HeaderCondition,
  type HttpListener,
  type HttpMatch,
  type Listener,
  routeTableOf,
  type TextMatch,
} from '#model';
import { sampleOf } from './expression-sample.ts';
import type { WalkedConnection, WalkedRequest } from './request.ts';
import type { WalkView } from './view.ts';
import type { Walk } from './walk.ts';
import { walkConnection, walkDatagram, walkRequest } from './walk-request.ts';

/** Sample is something that a client may send to a gateway: two gateways can be compared by what becomes of it. */
export type Sample =
  | { readonly kind: 'request'; readonly request: WalkedRequest }
  | { readonly kind: 'connection'; readonly connection: WalkedConnection }
  | { readonly kind: 'datagram'; readonly port: number };

/**
 * samplesOf are samples of everything that a gateway tells apart: for each match of each route, requests that meet it; for each
 * domain and each listener, a plain `GET /`. A match has none where no text was found for one of its regular expressions.
 */
export function* samplesOf(view: WalkView): Generator<Sample> {
  for (const listener of view.gateway.listeners) {
    switch (listener.kind) {
      case 'http':
        yield* requestsTo(view, listener);
        break;
      case 'tls':
        yield* connectionsTo(view, listener);
        break;
      case 'tcp':
        yield { kind: 'connection', connection: { port: listener.port } };
        break;
      case 'udp':
        yield { kind: 'datagram', port: listener.port };
    }
  }
}

/** walkSample says what becomes of a sample. */
export function walkSample(view: WalkView, sample: Sample): Walk {
  switch (sample.kind) {
    case 'request':
      return walkRequest(view, sample.request);
    case 'connection':
      return walkConnection(view, sample.connection);
    case 'datagram':
      return walkDatagram(view, sample.port);
  }
}

function* requestsTo(view: WalkView, listener: HttpListener): Generator<Sample> {
  for (const { domain, listener: owner, entries } of view.domains(routeTableOf(view.gateway, listener))) {
    if (owner !== listener.name) continue;
    const host = hostOf(domain);
    for (const { match } of entries()) {
      for (const request of requestsFor(match, host, listener)) yield { kind: 'request', request };
    }
    yield { kind: 'request', request: requestTo(host, '/', 'GET', [], listener) };
  }
  const nobody = requestTo(hostOf(listener.hostname ?? anyHostname), '/', 'GET', [], listener);
  yield { kind: 'request', request: nobody };
}

function* connectionsTo(
  view: WalkView,
  { port, name, hostname }: Listener & { readonly kind: 'tls' },
): Generator<Sample> {
  const own = view.connections(port).filter(({ listener }) => listener === name);
  for (const domain of new Set([hostname ?? anyHostname, ...own.map(({ domain }) => domain)])) {
    yield { kind: 'connection', connection: { port, tls: { serverName: hostOf(domain) } } };
  }
}

/** A name that a domain covers. */
function hostOf(domain: string): string {
  if (domain === anyHostname) return 'any.example';
  return isWildcard(domain) ? `any${domain.slice(1)}` : domain;
}

function requestsFor(match: HttpMatch, host: string, listener: HttpListener): readonly WalkedRequest[] {
  const headers = headersFor(match.headers);
  const query = textsFor(match.queryParams);
  const cookies = textsFor(match.cookies ?? []);
  if (headers === undefined || query === undefined || cookies === undefined) return [];
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const sent = cookie === '' ? headers : [...headers, { name: 'cookie', value: cookie }];
  const tail = query.length === 0 ? '' : `?${query.map(({ name, value }) => `${name}=${value}`).join('&')}`;
  if (match.isConnect === true) return [requestTo(host, '/', 'CONNECT', sent, listener)];
  return pathsFor(match).map(path => requestTo(host, path + tail, match.method ?? 'GET', sent, listener));
}

function pathsFor({ path: { kind, value } }: HttpMatch): readonly string[] {
  switch (kind) {
    case 'exact':
      return [value];
    case 'prefix':
      return [value, `${value.replace(/\/+$/, '')}/any`];
    case 'regex': {
      const sample = sampleOf(value);
      return sample?.startsWith('/') ? [sample] : [];
    }
  }
}

type Named = { readonly name: string; readonly value: string };

/** A header that must not be there is left out; the host is that of the domain. */
function headersFor(conditions: readonly HeaderCondition[]): readonly Named[] | undefined {
  const needed = conditions.filter(
    one => one.name !== ':authority' && (one.kind !== 'presence' || one.isThere),
  );
  const headers = needed.map(one => ({ name: one.name, value: valueFor(one) }));
  return headers.every((one): one is Named => one.value !== undefined) ? headers : undefined;
}

function valueFor(condition: HeaderCondition): string | undefined {
  switch (condition.kind) {
    case 'presence':
      return 'any';
    case 'regex':
      return sampleOf(condition.value);
    case 'exact':
    case 'prefix':
    case 'suffix':
      return condition.value;
  }
}

function textsFor(
  matches: readonly TextMatch[],
): readonly { readonly name: string; readonly value: string }[] | undefined {
  const texts = matches.map(({ name, kind, value }) => ({
    name,
    value: kind === 'exact' ? value : sampleOf(value),
  }));
  return texts.every((one): one is { name: string; value: string } => one.value !== undefined)
    ? texts
    : undefined;
}

function requestTo(
  host: string,
  path: string,
  method: string,
  headers: WalkedRequest['headers'],
  { port, tls }: HttpListener,
): WalkedRequest {
  return {
    port,
    ...(tls === undefined ? {} : { tls: { serverName: host } }),
    ...{ method, authority: host, path, headers },
  };
}
