/** ShownProxy is one connected client of the control plane. */
export interface ShownProxy {
  readonly id: string;
  /** As it names itself. */
  readonly node: string;
  /** The view that it asks for, whether or not that exists. */
  readonly view: string;
  /** `waiting` for a view that does not exist, `behind` until it has acknowledged all of its view. */
  readonly state: 'waiting' | 'behind' | 'up-to-date';
  readonly mode: 'delta' | 'state-of-the-world';
  readonly envoyVersion: string;
  /** RFC 3339. */
  readonly since: string;
  readonly rejected: readonly { readonly type: string; readonly name: string; readonly message: string }[];
}
