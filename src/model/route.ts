import type { Forwarding } from './forwarding.ts';
import type { HttpRule } from './http-rule.ts';
import type { Aged } from './seniority.ts';

/** HttpRoute decides request by request. */
export interface HttpRoute extends Aged {
  readonly kind: 'http';
  readonly rules: readonly HttpRule[];
}

/** TcpRoute decides connection by connection. */
export interface TcpRoute extends Aged {
  readonly kind: 'tcp';
  readonly forwarding: Forwarding;
}

/**
 * Route is a route with its references resolved, independent of where it is attached. There are fewer kinds of it than
 * there are kinds of route to write: a listener carries the routes of its own kind.
 */
export type Route = HttpRoute | TcpRoute;

/** forwardingsOf lists what a route forwards, rule by rule. */
export function forwardingsOf(route: Route): readonly Forwarding[] {
  switch (route.kind) {
    case 'http':
      return route.rules.flatMap(({ action }) => (action.kind === 'forward' ? [action.forwarding] : []));
    case 'tcp':
      return [route.forwarding];
  }
}
