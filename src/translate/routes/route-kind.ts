import type { HttpRoute, TcpRoute, UdpRoute } from '#model';
import type { AnyRoute, BackendReference } from '#resources';
import type { ResolvedRef } from '../backend-ref.ts';
import type { GoesOn } from './delegation/going-on.ts';
import type { ResolveExtension } from './extension.ts';
import type { Noted } from './noted.ts';

/** CarriedKind is what listeners know of a kind of route. */
export type CarriedKind = Pick<RouteKind, 'group' | 'kind' | 'shape' | 'isUnlisted'>;

/** ResolveRef looks up a reference of the route at hand. */
export type ResolveRef = (ref: BackendReference) => ResolvedRef;

/** RouteBody is a route of the model without what all routes have in common. */
export type RouteBody =
  | Omit<HttpRoute, 'origin' | 'created'>
  | Omit<TcpRoute, 'origin' | 'created'>
  | Omit<UdpRoute, 'origin' | 'created'>;

/**
 * RouteKind is one kind of route. One file a kind, one line in `index.ts`.
 *
 * What the kind comes down to is a route of the model, of which there are few kinds; everything behind the model (reach,
 * encoding) knows only those.
 */
export interface RouteKind<R extends AnyRoute = AnyRoute> {
  readonly id: R['id'];
  readonly group: string;
  readonly kind: string;
  /** What it comes down to. */
  readonly shape: RouteBody['kind'];
  /**
   * The protocols of the listeners that carry it. A protocol that no kind names is not served. A TLS listener that does not end
   * TLS is one of `TLS passthrough`.
   */
  readonly protocols: readonly string[];
  /**
   * What belongs to one route or kind of route alone. `domain`: connections go to the oldest route of a domain (all of a TCP
   * listener is one). `hostname`: routes of this kind share a hostname of a listener with each other, and not with those of
   * another. `nothing`: they share all with everybody who does.
   */
  readonly contest: 'domain' | 'hostname' | 'nothing';
  /** Listeners take it unless they name the kinds that they take; among those that they are said to support it is not told. */
  readonly isUnlisted?: true;
  /** translate gives the route's meaning wherever it may be attached, if it has any, and what there is to say about it. */
  translate(
    route: R,
    resolve: ResolveRef,
    extension: ResolveExtension,
    goesOn: GoesOn,
  ): Noted<RouteBody | undefined>;
}
