import type { Kind, ResourceOf } from '../kind.ts';
import { grpcRoute } from './grpc-route.ts';
import { httpRoute } from './http-route.ts';
import type { BackendObjectReference, ParentReference } from './references.ts';
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

/** RouteBackendRef is one share of a rule: `weight` of the sum of all weights. */
export interface RouteBackendRef extends BackendObjectReference {
  readonly weight: number;
}

/** routeKinds is every kind of route that can be written. */
export const routeKinds = [
  httpRoute,
  grpcRoute,
  tlsRoute,
  tcpRoute,
  udpRoute,
] as const satisfies readonly Kind<string, RouteSpec>[];

/** AnyRoute is a route of any kind, tagged by `id`. */
export type AnyRoute = ResourceOf<(typeof routeKinds)[number]>;

const ids: ReadonlySet<string> = new Set(routeKinds.map(kind => kind.id));

/** hostnamesOf are the hostnames that a route narrows its listeners to; none for a kind that has none. */
export function hostnamesOf({ spec }: AnyRoute): readonly string[] {
  return 'hostnames' in spec ? spec.hostnames : [];
}

/** isRoute tells routes from all other resources. */
export function isRoute<R extends { readonly id: string }>(resource: R): resource is Extract<R, AnyRoute> {
  return ids.has(resource.id);
}
