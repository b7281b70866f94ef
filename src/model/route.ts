import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse } from './backend-use.ts';
import { type Forwarding, usesOf } from './forwarding.ts';
import { type HttpRule, usesOfRule } from './http-rule.ts';
import type { Aged } from './seniority.ts';

/** HttpRoute routes each request by itself. */
export interface HttpRoute extends Aged {
  readonly kind: 'http';
  readonly rules: readonly HttpRule[];
  /** The rules of other routes that delegate to this one, the outermost first; absent where it is attached itself. */
  readonly through?: readonly RouteStep[];
}

/** RouteStep is a rule that delegates to another route. */
export interface RouteStep {
  readonly route: ResourceKey;
  readonly rule: number;
  /** The rule's name. */
  readonly name?: string;
  /** As in HttpRule. */
  readonly policies?: readonly ResourceKey[];
  /** What policies say at this step overrides what they say below it. */
  readonly goesFirst?: true;
}

/**
 * stepsAround divides the steps to a route: those that override it, outermost first, and those that it overrides, innermost
 * first.
 */
export function stepsAround({ through = [] }: Pick<HttpRoute, 'through'>): {
  readonly before: readonly RouteStep[];
  readonly behind: readonly RouteStep[];
} {
  return {
    before: through.filter(({ goesFirst }) => goesFirst),
    behind: through.filter(({ goesFirst }) => !goesFirst).reverse(),
  };
}

/** TcpRoute routes each connection by itself. */
export interface TcpRoute extends Aged {
  readonly kind: 'tcp';
  /** The name of its rule. */
  readonly rule?: string;
  readonly forwarding: Forwarding;
  /** What comes from one address goes to one endpoint, where the backend's load balancer keeps equal hashes together. */
  readonly hashesAddress?: true;
}

/** UdpRoute routes each client by itself: all datagrams from one address and port stay together. */
export interface UdpRoute extends Aged {
  readonly kind: 'udp';
  /** The name of its rule. */
  readonly rule?: string;
  readonly forwarding: Forwarding;
  /** What comes from one address goes to one endpoint, where the backend's load balancer keeps equal hashes together. */
  readonly hashesAddress?: true;
}

/**
 * Route is a route with its references resolved, independent of where it is attached. It has fewer kinds than there are kinds of
 * route objects: one for each kind of listener that carries routes of its own.
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
