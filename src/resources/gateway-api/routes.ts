import type { Kind, ResourceOf } from '../kind.ts';
import { ingress } from '../kubernetes/ingress.ts';
import { grpcRoute } from './grpc-route.ts';
import { httpRoute } from './http-route.ts';
import type { ParentReference, RouteBackendRef } from './references.ts';
import type { MaybeUnreadable } from './route-stand-in.ts';
import { tcpRoute } from './tcp-route.ts';
import { tlsRoute } from './tls-route.ts';
import { udpRoute } from './udp-route.ts';

/** RouteSpec is common to all kinds of routes: parents, and rules that share traffic among backends by weight. */
interface RouteSpec extends MaybeUnreadable {
  readonly parentRefs: readonly ParentReference[];
  readonly hostnames?: readonly string[];
  readonly rules: readonly {
    readonly name?: string;
    readonly backendRefs: readonly RouteBackendRef[];
  }[];
}

/** routeKinds are all kinds of routes that users can write. */
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

/** hostnamesOf are the hostnames of a route, which narrow those of its listeners; empty for a kind without hostnames. */
export function hostnamesOf({ spec }: AnyRoute): readonly string[] {
  return 'hostnames' in spec ? spec.hostnames : [];
}

/** pathInRoute is the path of a part of a rule as written; `path` is relative to the rule in the form of the Gateway API. */
export function pathInRoute(route: AnyRoute, rule: number, path: string): string {
  if (route.id !== 'kubernetes/Ingress')
    return path === '' ? `spec.rules[${rule}]` : `spec.rules[${rule}].${path}`;
  const { at, backendRefs } = route.spec.rules[rule] ?? { at: 'spec', backendRefs: [] };
  const [backend] = backendRefs;
  if (path.startsWith('backendRefs[0]')) return `${backend?.at ?? at}${path.slice('backendRefs[0]'.length)}`;
  return path.startsWith('matches[0]') ? `${at}.path` : at;
}

/** pathOfParent is the path where a parent of a route is written. */
export function pathOfParent(route: AnyRoute, parent: number): string {
  return route.id === 'kubernetes/Ingress' ? 'spec.ingressClassName' : `spec.parentRefs[${parent}]`;
}

/** isRoute tells routes from all other resources. */
export function isRoute<R extends { readonly id: string }>(resource: R): resource is Extract<R, AnyRoute> {
  return ids.has(resource.id);
}
