/** HeaderEdit changes headers: `set` replaces, `add` appends, `remove` takes away. */
export interface HeaderEdit {
  readonly set: readonly WrittenHeader[];
  readonly add: readonly WrittenHeader[];
  readonly remove: readonly string[];
}

/** WrittenHeader is a header as it is put somewhere. */
export interface WrittenHeader {
  readonly name: string;
  readonly value: string;
  /** Envoy's operators in the value (`%REQ(X-ID)%`) stand for what they say. */
  readonly isFormat?: true;
}

/** PathEdit replaces the whole path, the prefix that the rule matched, or whatever matches an expression. */
export type PathEdit =
  | { readonly kind: 'full' | 'prefix'; readonly value: string }
  | ({ readonly kind: 'pattern' } & Replacement);

/** Replacement puts a text, in which `\\1` is the first group, in the place of what matches an expression (RE2). */
export interface Replacement {
  readonly pattern: string;
  readonly substitution: string;
}

/**
 * HostEdit is whom a backend is asked for in place of the host that the client named.
 * - `endpoint`: each endpoint's own name; where it has none, the client's stays.
 * - `header`: what that header of the request holds; without it, the client's stays.
 * - `path`: what the path becomes.
 */
export type HostEdit = (
  | { readonly kind: 'endpoint' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'name'; readonly name: string }
  | ({ readonly kind: 'path' } & Replacement)
) & {
  /** Whether the backend is told in X-Forwarded-Host which host the client named. */
  readonly isToldOf: boolean;
};

/** HttpEdits is what is changed of a request on its way, and of its answer. */
export interface HttpEdits {
  readonly requestHeaders?: HeaderEdit;
  readonly responseHeaders?: HeaderEdit;
  readonly host?: HostEdit;
  readonly path?: PathEdit;
}
