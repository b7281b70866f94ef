import type { HttpRoute, TcpRoute, UdpRoute } from '#model';
import type { AnyRoute, BackendReference } from '#resources';
import type { ResolvedRef } from '../backend-ref.ts';
import type { GoesOn } from './delegation/going-on.ts';
import type { ResolveExtension } from './extension.ts';
import type { Noted } from './noted.ts';

/** CarriedKind is what listeners need to know of a kind of route. */
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
 * Each kind is translated to a route of the model, of which there are few kinds; everything behind the model (reach,
 * encoding) knows only those.
 */
export interface RouteKind<R extends AnyRoute = AnyRoute> {
  readonly id: R['id'];
  readonly group: string;
  readonly kind: string;
  /** The kind of model route that it is translated to. */
  readonly shape: RouteBody['kind'];
  /**
   * The protocols of the listeners that carry it. A protocol that no kind names is not served. A TLS listener that does not end
   * TLS is one of `TLS passthrough`.
   */
  readonly protocols: readonly string[];
  /**
   * What routes compete for. `domain`: connections of a domain go to its oldest route (all of a TCP listener is one domain).
   * `hostname`: routes of this kind share a hostname of a listener with each other, but not with those of another kind.
   * `nothing`: they share everything with other routes that do.
   */
  readonly contest: 'domain' | 'hostname' | 'nothing';
  /** Listeners take it unless they list other kinds; it is left out of the kinds that listeners report as supported. */
  readonly isUnlisted?: true;
  /** translate gives the model route, if there is one, wherever it may be attached, and the notes about it. */
  translate(
    route: R,
    resolve: ResolveRef,
    extension: ResolveExtension,
    goesOn: GoesOn,
  ): Noted<RouteBody | undefined>;
}
