import {
  type BackendUse,
  connectionRoute,
  type HttpAction,
  type HttpListener,
  type HttpRule,
  invocationPath,
  type RoutedMatch,
  type RouteTable,
  routeTableOf,
  sentPathOf,
} from '#model';
import { chainOrder, filterOrder, filtersOf, overridingOf, withoutKey } from './filters/index.ts';
import { grpcStatusOf } from './grpc-status.ts';
import { assumptionsOf, takeConnection } from './listening.ts';
import { failedCondition } from './matches.ts';
import { receive } from './received.ts';
import { redirectLocation } from './redirect-location.ts';
import type { SeenRequest, WalkedConnection, WalkedRequest } from './request.ts';
import { sentHost } from './sent-host.ts';
import { sentPath } from './sent-path.ts';
import { upgradeRefused } from './upgrade.ts';
import type { WalkView } from './view.ts';
import type { Answering, Walk, WalkOutcome } from './walk.ts';

/**
 * walkRequest says what becomes of a request that is sent to a gateway, and by which way: what a real Envoy does with it, as far
 * as that follows from the model (`test/traffic.test.ts` compares the two). Nothing is sent, and no service is asked.
 */
export function walkRequest(view: WalkView, request: WalkedRequest): Walk {
  const taken = takeConnection(view, request);
  if (taken.kind !== 'http') return walkConnection(view, request);
  const [first, ...others] = taken.listeners;
  const table = routeTableOf(view.gateway, first);
  const onPort = { filters: [], assumptions: assumptionsOf(first), table };
  const received = receive(request, first.facets);
  const walk =
    received.kind === 'answered'
      ? { ...onPort, outcome: received }
      : { ...onPort, ...findRoute(view, taken.listeners, table, received.request) };
  // Listeners that share a port are told apart by the host.
  const only = others.length === 0 ? { listener: first } : {};
  return { ...only, ...walk, outcome: forGrpc(request, walk.outcome) };
}

type Found = Omit<Walk, 'assumptions' | 'table' | 'filters'> & Partial<Pick<Walk, 'filters'>>;

function findRoute(
  view: WalkView,
  listeners: readonly HttpListener[],
  table: RouteTable,
  request: SeenRequest,
): Found {
  const served = view.domainOf(table, request.host);
  if (served === undefined) return { request, outcome: answered(404, 'host') };
  const { domain } = served;
  const listener = listeners.find(({ name }) => name === served.listener);
  const [first] = listeners;
  const found = { ...(listener === undefined ? {} : { listener }), domain, request };
  const entry = served.entries().find(({ match }) => failedCondition(match, request) === undefined);
  if (entry === undefined) return { ...found, outcome: answered(404, 'match') };
  // Requests to a host of another listener meet a rule of the gateway's own.
  if (entry.route.origin === view.gateway.origin) return { ...found, outcome: answered(421, 'misdirected') };
  if (upgradeRefused(entry.rule, first?.facets?.upgrades, request))
    return { ...found, entry, outcome: answered(403, 'upgrade') };
  const moves = first?.facets?.filterOrder?.moves ?? [];
  const order = moves.length === 0 ? filterOrder : chainOrder(view.chain(table), moves);
  const filters = filtersOf(entry.rule, request, order);
  const last = filters.at(-1)?.judgement;
  const outcome =
    last?.kind === 'answers'
      ? answered(last.status, 'filter', last.grpcStatus)
      : outcomeOf(entry, table, withoutKey(entry.rule, request));
  return { ...found, entry, filters, outcome: overridden(outcome, entry.rule, request) };
}

function overridden(outcome: WalkOutcome, rule: HttpRule, request: SeenRequest): WalkOutcome {
  if (outcome.kind !== 'answered') return outcome;
  const instead = overridingOf(rule, outcome.status, request);
  if (instead === undefined) return outcome;
  const { kind, because, status } = outcome;
  return { kind, because, ...instead, insteadOf: status };
}

function answered(status: number, because: Answering, grpcStatus?: number): WalkOutcome {
  return { kind: 'answered', status, because, ...(grpcStatus === undefined ? {} : { grpcStatus }) };
}

/** walkConnection says what becomes of a connection that is opened to a gateway, before anything is said over it. */
export function walkConnection(view: WalkView, connection: WalkedConnection): Walk {
  const taken = takeConnection(view, connection);
  const nothing = { filters: [], assumptions: [] };
  switch (taken.kind) {
    case 'refused':
    case 'closed':
      return { ...nothing, outcome: taken };
    case 'http': {
      const [listener] = taken.listeners;
      const assumptions = assumptionsOf(listener);
      return { ...nothing, assumptions, listener, outcome: { kind: 'taken' } };
    }
    case 'connection': {
      const { listener, domain } = taken;
      const attached = view.connections(connection.port);
      const route = connectionRoute(
        attached.filter(a => a.listener === listener.name && a.domain === domain),
      );
      const outcome: WalkOutcome =
        route === undefined ? { kind: 'closed', because: 'no-route' } : { kind: 'passed-on', route };
      return { ...nothing, assumptions: assumptionsOf(listener), listener, domain, outcome };
    }
  }
}

/** walkDatagram says what becomes of datagrams that are sent to a gateway. */
export function walkDatagram(view: WalkView, port: number): Walk {
  const nothing = { filters: [], assumptions: [] };
  const listener = view.gateway.listeners.find(l => l.kind === 'udp' && l.port === port);
  if (listener === undefined) return { ...nothing, outcome: { kind: 'refused' } };
  const route = connectionRoute(view.datagrams(port));
  const outcome: WalkOutcome =
    route === undefined ? { kind: 'closed', because: 'no-route' } : { kind: 'passed-on', route };
  return { ...nothing, listener, outcome };
}

function outcomeOf({ rule, match }: RoutedMatch, table: RouteTable, request: SeenRequest): WalkOutcome {
  const { action } = rule;
  switch (action.kind) {
    case 'answer':
      return answered(action.status, 'rule');
    case 'respond':
      return answered(action.status, 'failure');
    case 'redirect': {
      const location = redirectLocation(action, match, table, request);
      return { kind: 'answered', status: action.status, because: 'redirect', location };
    }
    case 'forward':
      return forwarded(action, match, request);
  }
}

function forwarded(
  action: Extract<HttpAction, { kind: 'forward' }>,
  match: RoutedMatch['match'],
  request: SeenRequest,
): WalkOutcome {
  const { forwarding, failure = 500 } = action;
  const destinations = forwarding.destinations.filter(({ weight }) => weight > 0);
  if (!destinations.some(({ kind }) => kind === 'backend')) {
    return answered(500, 'failure');
  }
  const written = sentPath(action.path, match, request);
  const of = destinations.reduce((sum, { weight }) => sum + weight, 0);
  const shares = destinations.map(destination => {
    const { edits, use } = destination.kind === 'backend' ? destination : {};
    const authority =
      use?.lambda?.authority ?? use?.hosted?.authority ?? sentHost(edits?.host ?? action.host, request);
    const path = use === undefined ? written : pathAt(use, written);
    return { destination, of, path, ...(authority === undefined ? {} : { authority }) };
  });
  return { kind: 'forwarded', shares, mirrors: forwarding.mirrors, failure };
}

/** A call of an AWS function has a path of its own: the function is told the request's path within the call, if at all. */
function pathAt({ hosted, lambda }: BackendUse, written: string): string {
  if (lambda !== undefined) return invocationPath(lambda);
  return hosted === undefined ? written : sentPathOf(hosted, written);
}

/** Only a gRPC call is answered with a gRPC status. */
function forGrpc({ headers }: WalkedRequest, outcome: WalkOutcome): WalkOutcome {
  if (outcome.kind !== 'answered') return outcome;
  const isCall = headers.some(
    ({ name, value }) => name.toLowerCase() === 'content-type' && /^application\/grpc($|[+;])/.test(value),
  );
  const { grpcStatus = grpcStatusOf(outcome.status), ...answered } = outcome;
  return isCall ? { ...answered, grpcStatus } : answered;
}
