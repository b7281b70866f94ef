import type { Destination, Listener, Mirror, RoutedMatch, RouteTable, TcpRoute, UdpRoute } from '#model';
import type { FilterStep } from './filters/index.ts';
import type { SeenRequest } from './request.ts';

/** Share is where a share of requests goes, of all of weight `of`, and what it is there. */
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
 * - `refused`: nothing listens there. `closed`: the connection is closed, for this reason. `taken`: a connection is, and what
 *   becomes of it is a matter of each request.
 * - `answered`: by the proxy itself. `grpcStatus` is what a call of gRPC ends with.
 * - `forwarded`: to one of these, by weight; the share of an invalid one is answered with `failure`.
 * - `passed-on`: the connection is, or the datagrams are, whatever is said in them.
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
 * Closing says why a connection is closed: `server-name`: it asks for a name (or none) that no listener of the port has;
 * `plain`: it does not begin TLS where that is spoken; `tls`: it does where it is not; `no-route`: no route takes it, or the
 * one that does leads nowhere.
 */
export type Closing = 'server-name' | 'plain' | 'tls' | 'no-route';

/**
 * Answering says who answers: `path`, `header`, `client`: the listener, which refuses it (or, with a `location`, wants it in
 * its one form), and `health`: which says that it is up; `upgrade`: the protocol that it asks for is not to be had; `host`: no listener and no route has the host;
 * `misdirected`: its host is that of another listener than its server name; `match`: no rule takes it; `filter`: the last of
 * the filters; `redirect` and `rule`: the rule, as it
 * is written; `failure`: the rule cannot be served as it is written.
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

/** Assumption is what a walk takes for granted of a client, as nothing is said of it. */
export type Assumption = 'proxy-protocol' | 'client-certificate';

/** Walk is the way of a request through a gateway, as far as it gets. */
export interface Walk {
  /** The listener that it is for. Absent: there is none, or they cannot be told apart before there is a host. */
  readonly listener?: Listener;
  /** Where its route is looked for, and under which domain of that. */
  readonly table?: RouteTable;
  readonly domain?: string;
  /** The request in the form in which it is matched. */
  readonly request?: SeenRequest;
  /** The match that takes it. */
  readonly entry?: RoutedMatch;
  /** What it passes before it is forwarded. `depends` is taken for a pass. */
  readonly filters: readonly FilterStep[];
  readonly assumptions: readonly Assumption[];
  readonly outcome: WalkOutcome;
}
