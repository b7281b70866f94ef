import type { CallerCondition } from './caller-condition.ts';
import type { HeaderCondition } from './header-condition.ts';

/** TextMatch compares the value of a query parameter or a cookie. Regular expressions are RE2 and match the whole value. */
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

/** HttpMatch is one way to match; everything in it must hold. Header names are lower case. */
export interface HttpMatch {
  readonly path: PathMatch;
  readonly method?: string;
  /** Requests of CONNECT, which have no path: `path` says but how it goes before others. */
  readonly isConnect?: true;
  readonly headers: readonly HeaderCondition[];
  readonly queryParams: readonly TextMatch[];
  /** Absent: whatever cookies there are. */
  readonly cookies?: readonly TextMatch[];
  /** Absent: whoever calls. Others than sidecars of a mesh know nobody. */
  readonly callers?: CallerCondition;
  /**
   * Where a kind of route has an order of its own in which its matches are tried: numbers, the most important first; the
   * larger goes first. Left out: HTTPRoute's order.
   */
  readonly precedence?: readonly number[];
}
