import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey, UpstreamProtocol } from './backend.ts';
import type { ProxyId } from './gateway.ts';

/** TextMatch compares a header or query parameter's value. Regular expressions are RE2 and match the whole value. */
export interface TextMatch {
  readonly name: string;
  readonly kind: 'exact' | 'regex';
  readonly value: string;
}

/** PathMatch: a `prefix` matches whole path elements (`/shop` matches `/shop` and `/shop/x`, not `/shopping`). */
export interface PathMatch {
  readonly kind: 'exact' | 'prefix' | 'regex';
  readonly value: string;
}

/** RouteMatch is one way to match; everything in it must hold. Header names are lower case. */
export interface RouteMatch {
  readonly path: PathMatch;
  readonly method?: string;
  readonly headers: readonly TextMatch[];
  readonly queryParams: readonly TextMatch[];
}

/** HeaderEdit changes headers: `set` replaces, `add` appends, `remove` takes away. */
export interface HeaderEdit {
  readonly set: readonly { readonly name: string; readonly value: string }[];
  readonly add: readonly { readonly name: string; readonly value: string }[];
  readonly remove: readonly string[];
}

/** BackendUse names a backend as the route uses it; what a cluster is named by. */
export interface BackendUse {
  readonly backend: BackendKey;
  readonly protocol: UpstreamProtocol;
}

/** Destination takes a share of a rule's traffic. An `invalid` one answers its share with 500. */
export type Destination =
  | {
      readonly kind: 'backend';
      readonly use: BackendUse;
      readonly weight: number;
      readonly requestHeaders?: HeaderEdit;
      readonly responseHeaders?: HeaderEdit;
      readonly hostname?: string;
    }
  | { readonly kind: 'invalid'; readonly weight: number };

/** PathEdit replaces the whole path, or the prefix that the rule matched. */
export interface PathEdit {
  readonly kind: 'full' | 'prefix';
  readonly value: string;
}

/** Mirror sends a copy of `numerator` in `denominator` requests; its answer is ignored. */
export interface Mirror {
  readonly use: BackendUse;
  readonly numerator: number;
  readonly denominator: number;
}

/** RouteAction is what happens to a request that matched. */
export type RouteAction =
  | {
      readonly kind: 'forward';
      readonly destinations: readonly Destination[];
      readonly mirrors: readonly Mirror[];
      readonly hostname?: string;
      readonly path?: PathEdit;
      /** Milliseconds for the whole request; 0 is no limit; absent is Envoy's default (15 s). */
      readonly timeout?: number;
    }
  | {
      readonly kind: 'redirect';
      readonly status: number;
      readonly scheme?: string;
      readonly hostname?: string;
      readonly port?: number;
      readonly path?: PathEdit;
    }
  | { readonly kind: 'respond'; readonly status: number };

/** RouteRule is a rule of a route, in the order in which it was written. */
export interface RouteRule {
  readonly matches: readonly RouteMatch[];
  readonly action: RouteAction;
  readonly requestHeaders?: HeaderEdit;
  readonly responseHeaders?: HeaderEdit;
}

/** Route is one HTTP route with its references resolved, independent of where it is attached. */
export interface Route {
  readonly origin: ResourceKey;
  /** RFC 3339, or '' where none was written; older routes win ties. */
  readonly created: string;
  readonly rules: readonly RouteRule[];
}

/** RouteTable names one RouteConfiguration of a proxy: all HTTP listeners of a port share one, an HTTPS listener has its own. */
export interface RouteTable {
  readonly proxy: ProxyId;
  readonly port: number;
  /** The listener's name, on HTTPS listeners. */
  readonly listener?: string;
}

/**
 * Attachment puts a route under one domain of a route table. A domain that a listener claims without any route has an
 * attachment without one, so that its requests do not fall to a listener of wider hostname.
 */
export interface Attachment {
  readonly table: RouteTable;
  /** `*`, `*.example.com` or a name; no port. */
  readonly domain: string;
  readonly route?: Route;
}
