import type { ProxyId } from '#model';

/** ProxyView says which sets a proxy's view is made of: its own part, which is called as it is, and what it shares. */
export interface ProxyView {
  readonly proxy: ProxyId;
  readonly sets: readonly string[];
}
