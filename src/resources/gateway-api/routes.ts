import type { Kind, ResourceOf } from '../kind.ts';
import { ingress } from '../kubernetes/ingress.ts';
import { grpcRoute } from './grpc-route.ts';
import { httpRoute } from './http-route.ts';
import type { ParentReference, RouteBackendRef } from './references.ts';
import type { MaybeUnreadable } from './route-stand-in.ts';
import { tcpRoute } from './tcp-route.ts';
import { tlsRoute } from './tls-route.ts';
import { udpRoute } from './udp-route.ts';

/** RouteSpec is what every kind of route has: what it attaches to, and rules that send to backends by weight. */
interface RouteSpec extends MaybeUnreadable {
  readonly parentRefs: readonly ParentReference[];
  readonly hostnames?: readonly string[];
  readonly rules: readonly {
    readonly name?: string;
    readonly backendRefs: readonly RouteBackendRef[];
  }[];
}

/** routeKinds is every kind of route that can be written. */
export const routeKinds = [
  httpRoute,
  grpcRoute,
  tlsRoute,
  tcpRoute,
  udpRoute,
  ingress,
] as const satisfies readonly Kind<string, RouteSpec>[];

/** AnyRoute is a route of any kind, tagged by `id`. */
export type AnyRoute = ResourceOf<(typeof routeKinds)[number]>;

const ids: ReadonlySet<string> = new Set(routeKinds.map(kind => kind.id));

/** hostnamesOf are the hostnames that a route narrows its listeners to; none for a kind that has none. */
export function hostnamesOf({ spec }: AnyRoute): readonly string[] {
  return 'hostnames' in spec ? spec.hostnames : [];
}

/** pathInRoute is where something of a rule is written; `path` is within the rule, as the Gateway API has it. */
export function pathInRoute(route: AnyRoute, rule: number, path: string): string {
  if (route.id !== 'kubernetes/Ingress')
    return path === '' ? `spec.rules[${rule}]` : `spec.rules[${rule}].${path}`;
  const { at, backendRefs } = route.spec.rules[rule] ?? { at: 'spec', backendRefs: [] };
  const [backend] = backendRefs;
  if (path.startsWith('backendRefs[0]')) return `${backend?.at ?? at}${path.slice('backendRefs[0]'.length)}`;
  return path.startsWith('matches[0]') ? `${at}.path` : at;
}

/** pathOfParent is where it is written what a route attaches to. */
export function pathOfParent(route: AnyRoute, parent: number): string {
  return route.id === 'kubernetes/Ingress' ? 'spec.ingressClassName' : `spec.parentRefs[${parent}]`;
}

/** isRoute tells routes from all other resources. */
export function isRoute<R extends { readonly id: string }>(resource: R): resource is Extract<R, AnyRoute> {
  return ids.has(resource.id);
}
