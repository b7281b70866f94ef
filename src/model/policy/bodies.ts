/** Bodies rewrites bodies of JSON, and sets headers by what they hold. Bodies of other types pass as they are. */
export interface Bodies {
  readonly request?: BodyChange;
  readonly response?: BodyChange;
}

/** BodyChange is what happens to one direction. All texts hold Envoy's command operators. */
export interface BodyChange {
  /** What stands in its stead. */
  readonly text?: string;
  /** Headers by lower-case name; `isAdded` ones stand besides those of the same name. */
  readonly headers: readonly { readonly name: string; readonly value: string; readonly isAdded?: true }[];
}
