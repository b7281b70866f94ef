import type { ListenerFacets } from '#model';
import { accessLogs } from './access-logs.ts';
import { address } from './address.ts';
import { announced } from './announced.ts';
import { authorization } from './authorization.ts';
import { connecting } from './connecting.ts';
import { connectionRate } from './connection-rate.ts';
import { connections } from './connections.ts';
import { filterOrder } from './filter-order.ts';
import { grpc } from './grpc.ts';
import { grpcStatistics } from './grpc-statistics.ts';
import { headers } from './headers.ts';
import { health } from './health.ts';
import { http1 } from './http1.ts';
import { http2 } from './http2.ts';
import { http3 } from './http3.ts';
import { keepalive } from './keepalive.ts';
import type { ListenerFacet, ListenerPart } from './listener-facet.ts';
import { paths } from './paths.ts';
import { scheme } from './scheme.ts';
import { serverHeader } from './server-header.ts';
import { timeouts } from './timeouts.ts';
import { tls } from './tls.ts';
import { tracedIds } from './traced-ids.ts';
import { tracing } from './tracing.ts';
import { upgrades } from './upgrades.ts';

export { http2ByDefault } from './http2.ts';
export type { ListenerPart } from './listener-facet.ts';
export { clientValidation } from './tls.ts';

/** A listener that is withheld does not listen: `withheld` makes no part of one. */
type Encoded = Omit<ListenerFacets, 'withheld'>;

const facets: { readonly [N in keyof Encoded]-?: ListenerFacet<N> } = {
  accessLogs,
  address,
  announced,
  authorization,
  connecting,
  connectionRate,
  // Before `http1`: what that says of how connections end wins over what this says.
  connections,
  // Requests pass these two in this order: a filter whose answers get headers must come after the one that adds them.
  headers,
  health,
  filterOrder,
  grpc,
  // After `grpc`, which turns browsers' calls (gRPC-Web) into gRPC.
  grpcStatistics,
  http1,
  http2,
  http3,
  keepalive,
  paths,
  scheme,
  serverHeader,
  timeouts,
  tls,
  tracedIds,
  tracing,
  upgrades,
};

const nothing: ListenerPart = {};

/** The part of a listener is used for its port and again for each chain of the port. Facets are immutable, so it is kept. */
const made = new WeakMap<ListenerFacets, ListenerPart>();

/** listenerPartOf is what all facets of a listener make of it. */
export function listenerPartOf(values?: ListenerFacets): ListenerPart {
  if (values === undefined) return nothing;
  const known = made.get(values);
  if (known !== undefined) return known;
  const part = encoded(values);
  made.set(values, part);
  return part;
}

function encoded(values: ListenerFacets): ListenerPart {
  return Object.values(facets).reduce<ListenerPart>((all, facet) => {
    const part = partOf(facet, values);
    return part === undefined ? all : together(all, part);
  }, nothing);
}

function partOf<N extends keyof Encoded>(
  { facet, encode }: ListenerFacet<N>,
  values: ListenerFacets,
): ListenerPart | undefined {
  const value = values[facet];
  return value === undefined ? undefined : encode(value);
}

function together(all: ListenerPart, part: ListenerPart): ListenerPart {
  return {
    listener: { ...all.listener, ...part.listener },
    listenerFilters: [...(all.listenerFilters ?? []), ...(part.listenerFilters ?? [])],
    socketOptions: [...(all.socketOptions ?? []), ...(part.socketOptions ?? [])],
    inspector: { ...all.inspector, ...part.inspector },
    chain: { ...all.chain, ...part.chain },
    networkFilters: [...(all.networkFilters ?? []), ...(part.networkFilters ?? [])],
    httpFilters: [...(all.httpFilters ?? []), ...(part.httpFilters ?? [])],
    tcp: { ...all.tcp, ...part.tcp },
    manager: { ...all.manager, ...part.manager },
    http: { ...all.http, ...part.http },
    tls: { ...all.tls, ...part.tls },
    udp: { ...all.udp, ...part.udp },
    filterMoves: [...(all.filterMoves ?? []), ...(part.filterMoves ?? [])],
    attemptLogs: [...(all.attemptLogs ?? []), ...(part.attemptLogs ?? [])],
    tlsCommon: { ...all.tlsCommon, ...part.tlsCommon },
  };
}
