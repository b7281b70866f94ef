/** HeaderEdit changes headers: `set` replaces, `add` appends, `remove` takes away. */
export interface HeaderEdit {
  readonly set: readonly WrittenHeader[];
  readonly add: readonly WrittenHeader[];
  readonly remove: readonly string[];
}

/** WrittenHeader is a header that is to be set or added. */
export interface WrittenHeader {
  readonly name: string;
  readonly value: string;
  /** Envoy's command operators in the value (`%REQ(X-ID)%`) are expanded. */
  readonly isFormat?: true;
}

/** PathEdit replaces the whole path, the prefix that the rule matched, or the parts that match an expression. */
export type PathEdit =
  | { readonly kind: 'full' | 'prefix'; readonly value: string }
  | ({ readonly kind: 'pattern' } & Replacement);

/** Replacement replaces what matches an expression (RE2) by a text, in which `\\1` is the first group. */
export interface Replacement {
  readonly pattern: string;
  readonly substitution: string;
}

/**
 * HostEdit says which host a backend is asked for instead of the one that the client named.
 * - `endpoint`: each endpoint's own name; where it has none, the client's stays.
 * - `header`: the value of that header of the request; without it, the client's stays.
 * - `path`: what the replacement makes of the path.
 */
export type HostEdit = (
  | { readonly kind: 'endpoint' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'name'; readonly name: string }
  | ({ readonly kind: 'path' } & Replacement)
) & {
  /** Whether the backend is told the client's host in X-Forwarded-Host. */
  readonly isToldOf: boolean;
};

/** HttpEdits are the changes to a request on its way, and to its answer. */
export interface HttpEdits {
  readonly requestHeaders?: HeaderEdit;
  readonly responseHeaders?: HeaderEdit;
  readonly host?: HostEdit;
  readonly path?: PathEdit;
}
