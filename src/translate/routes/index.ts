import type { AnyRoute } from '#resources';
import { grpcRoute } from './grpc-route.ts';
import { httpRoute } from './http-route.ts';
import { ingress } from './ingress.ts';
import type { CarriedKind, RouteKind } from './route-kind.ts';
import { tcpRoute } from './tcp-route.ts';
import { tlsRoute } from './tls-route.ts';
import { udpRoute } from './udp-route.ts';

export type { CarriedKind };

/** Every kind of route. */
export const routeKinds: readonly RouteKind[] = [httpRoute, grpcRoute, tlsRoute, tcpRoute, udpRoute, ingress];

const byId: ReadonlyMap<string, RouteKind> = new Map(routeKinds.map(kind => [kind.id, kind]));

/** routeKindOf finds the kind of a route. */
export function routeKindOf({ id }: Pick<AnyRoute, 'id'>): RouteKind {
  const kind = byId.get(id);
  if (kind === undefined) throw new Error(`${id} is in no line of routeKinds`);
  return kind;
}

/** kindsCarriedBy lists the kinds of route that listeners of a protocol carry; none where it is not served. */
export function kindsCarriedBy(protocol: string): readonly CarriedKind[] {
  return routeKinds.filter(kind => kind.protocols.includes(protocol));
}

/** servedProtocols are the protocols that some kind of route can be carried by, in the order of the table. */
export const servedProtocols: readonly string[] = [...new Set(routeKinds.flatMap(kind => kind.protocols))];
