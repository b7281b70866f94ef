import type { ProxyId } from '#model';

/** ProxyView says which sets a proxy's view consists of: its own part, whose name is the proxy's id, and shared ones. */
export interface ProxyView {
  readonly proxy: ProxyId;
  readonly sets: readonly string[];
}
