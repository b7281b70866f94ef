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

/** HttpMatch is one alternative of a rule; all of its conditions must hold. Header names are lower case. */
export interface HttpMatch {
  readonly path: PathMatch;
  readonly method?: string;
  /** Matches CONNECT requests, which have no path: `path` serves only to order matches. */
  readonly isConnect?: true;
  readonly headers: readonly HeaderCondition[];
  readonly queryParams: readonly TextMatch[];
  /** Absent: any cookies. */
  readonly cookies?: readonly TextMatch[];
  /** Absent: any caller. Only sidecars of a mesh know their callers. */
  readonly callers?: CallerCondition;
  /**
   * The precedence of the match, for kinds of route with an order of their own: numbers, the most important first; the larger
   * goes first. Absent: HTTPRoute's order.
   */
  readonly precedence?: readonly number[];
}
