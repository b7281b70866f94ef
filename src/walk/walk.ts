import type { Destination, Listener, Mirror, RoutedMatch, RouteTable, TcpRoute, UdpRoute } from '#model';
import type { FilterStep } from './filters/index.ts';
import type { SeenRequest } from './request.ts';

/** Share is one destination of requests, with the path and the host that they have there. `of` is the sum of all weights. */
export interface Share {
  readonly destination: Destination;
  readonly of: number;
  /** With its query. */
  readonly path: string;
  /** Host; absent: the name of each endpoint, where it has one of its own. */
  readonly authority?: string;
}

/**
 * WalkOutcome is what becomes of a request, or of a connection.
 * - `refused`: nothing listens there. `closed`: the connection is closed, for this reason. `taken`: the connection is accepted;
 *   the rest depends on each request.
 * - `answered`: by the proxy itself. `grpcStatus` is the status of a gRPC call.
 * - `forwarded`: to one of these, by weight; the share of an invalid one is answered with `failure`.
 * - `passed-on`: the connection, or the datagrams, go where the route says, whatever they carry.
 */
export type WalkOutcome =
  | { readonly kind: 'refused' }
  | { readonly kind: 'taken' }
  | { readonly kind: 'closed'; readonly because: Closing }
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly because: Answering;
      readonly location?: string;
      /** The status that would have been answered, if an override did not stand in for it. */
      readonly insteadOf?: number;
      readonly grpcStatus?: number;
    }
  | {
      readonly kind: 'forwarded';
      readonly shares: readonly Share[];
      readonly mirrors: readonly Mirror[];
      readonly failure: number;
    }
  | { readonly kind: 'passed-on'; readonly route: TcpRoute | UdpRoute };

/**
 * Closing says why a connection is closed: `server-name`: no listener of the port takes the name that it asks for, or one that
 * asks for none; `plain`: it is not over TLS where the port expects that; `tls`: it is over TLS where the port expects none;
 * `no-route`: no route takes it, or the one that does leads nowhere.
 */
export type Closing = 'server-name' | 'plain' | 'tls' | 'no-route';

/**
 * Answering says why the proxy itself answers. `path`, `header`, `client`: the listener refuses that of the request (or, with a
 * `location`, wants the path in canonical form); `health`: the listener says that the proxy is up; `upgrade`: the protocol that
 * the request asks for is not allowed; `host`: no listener and no route has the host; `misdirected`: the host belongs to another
 * listener than the server name; `match`: no rule takes the request; `filter`: the last of the filters answers; `redirect` and
 * `rule`: the rule answers, as it is written; `failure`: the rule cannot be served as it is written.
 */
export type Answering =
  | 'path'
  | 'header'
  | 'client'
  | 'health'
  | 'upgrade'
  | 'host'
  | 'misdirected'
  | 'match'
  | 'filter'
  | 'redirect'
  | 'rule'
  | 'failure';

/** Assumption is what a walk takes for granted of a client, because a WalkedRequest does not say it. */
export type Assumption = 'proxy-protocol' | 'client-certificate';

/** Walk is the way of a request through a gateway, as far as it gets. */
export interface Walk {
  /** The listener that it is for. Absent: there is none, or listeners of the port cannot be told apart without a host. */
  readonly listener?: Listener;
  /** The table in which its route is looked for, and the domain of that table. */
  readonly table?: RouteTable;
  readonly domain?: string;
  /** The request in the form in which routes match it. */
  readonly request?: SeenRequest;
  /** The match that takes it. */
  readonly entry?: RoutedMatch;
  /** The filters that it meets before it is forwarded. `depends` is taken for a pass. */
  readonly filters: readonly FilterStep[];
  readonly assumptions: readonly Assumption[];
  readonly outcome: WalkOutcome;
}
