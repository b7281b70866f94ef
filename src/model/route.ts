import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse } from './backend-use.ts';
import { type Forwarding, usesOf } from './forwarding.ts';
import { type HttpRule, usesOfRule } from './http-rule.ts';
import type { Aged } from './seniority.ts';

/** HttpRoute decides request by request. */
export interface HttpRoute extends Aged {
  readonly kind: 'http';
  readonly rules: readonly HttpRule[];
  /** The rules of other routes that go on in this one, one after the other; left out where it is attached itself. */
  readonly through?: readonly RouteStep[];
}

/** RouteStep is a rule that goes on in another route. */
export interface RouteStep {
  readonly route: ResourceKey;
  readonly rule: number;
  /** Of the rule. */
  readonly name?: string;
  /** As in HttpRule. */
  readonly policies?: readonly ResourceKey[];
  /** What is said there goes before what is said below. */
  readonly goesFirst?: true;
}

/** stepsAround are the steps to a route by what goes first: those before it, and those behind it, each with the first in front. */
export function stepsAround({ through = [] }: Pick<HttpRoute, 'through'>): {
  readonly before: readonly RouteStep[];
  readonly behind: readonly RouteStep[];
} {
  return {
    before: through.filter(({ goesFirst }) => goesFirst),
    behind: through.filter(({ goesFirst }) => !goesFirst).reverse(),
  };
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
