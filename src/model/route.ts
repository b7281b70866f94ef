import type { BackendUse } from './backend-use.ts';
import { type Forwarding, usesOf } from './forwarding.ts';
import { type HttpRule, usesOfRule } from './http-rule.ts';
import type { Aged } from './seniority.ts';

/** HttpRoute decides request by request. */
export interface HttpRoute extends Aged {
  readonly kind: 'http';
  readonly rules: readonly HttpRule[];
}

/** TcpRoute decides connection by connection. */
export interface TcpRoute extends Aged {
  readonly kind: 'tcp';
  /** The name of its rule. */
  readonly rule?: string;
  readonly forwarding: Forwarding;
}

/** UdpRoute decides client by client: what comes from one address and port stays together. */
export interface UdpRoute extends Aged {
  readonly kind: 'udp';
  /** The name of its rule. */
  readonly rule?: string;
  readonly forwarding: Forwarding;
}

/**
 * Route is a route with its references resolved, independent of where it is attached. There are fewer kinds of it than
 * there are kinds of route to write: a listener carries the routes of its own kind.
 */
export type Route = HttpRoute | TcpRoute | UdpRoute;

/** usesOfRoute lists the backends that serving a route needs. */
export function usesOfRoute(route: Route): readonly BackendUse[] {
  switch (route.kind) {
    case 'http':
      return route.rules.flatMap(usesOfRule);
    case 'tcp':
    case 'udp':
      return usesOf(route.forwarding);
  }
}
