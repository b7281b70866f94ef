import type { ProxyId } from '#model';

/** ShownProxy is one connected client of the control plane. */
export interface ShownProxy {
  readonly id: string;
  /** As it names itself. */
  readonly node: string;
  readonly view: ProxyId;
  /** `waiting` for a view that does not exist, `behind` until it has acknowledged all of its view. */
  readonly state: 'waiting' | 'behind' | 'up-to-date';
  readonly mode: 'delta' | 'state-of-the-world';
  readonly envoyVersion: string;
  /** RFC 3339. */
  readonly since: string;
  readonly rejected: readonly { readonly type: string; readonly name: string; readonly message: string }[];
}
