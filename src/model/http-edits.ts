/** HeaderEdit changes headers: `set` replaces, `add` appends, `remove` takes away. */
export interface HeaderEdit {
  readonly set: readonly { readonly name: string; readonly value: string }[];
  readonly add: readonly { readonly name: string; readonly value: string }[];
  readonly remove: readonly string[];
}

/** PathEdit replaces the whole path, or the prefix that the rule matched. */
export interface PathEdit {
  readonly kind: 'full' | 'prefix';
  readonly value: string;
}

/** HttpEdits is what is changed of a request on its way, and of its answer. */
export interface HttpEdits {
  readonly requestHeaders?: HeaderEdit;
  readonly responseHeaders?: HeaderEdit;
  readonly hostname?: string;
  readonly path?: PathEdit;
}
