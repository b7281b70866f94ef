import type { Json } from '#lib/json.ts';
import type { JsonPatchOperation } from '#lib/json-patch.ts';

/** ProxyProcess is how the process of a proxy is run: what it starts with, and cannot be told later. */
export interface ProxyProcess {
  /** Threads that serve; absent: one for each processor. */
  readonly concurrency?: number;
  readonly bootstrap?: BootstrapEdit;
}

/** BootstrapEdit changes the configuration that a proxy starts with, in Envoy's own words. */
export type BootstrapEdit =
  | { readonly kind: 'merge' | 'replace'; readonly value: Json }
  | { readonly kind: 'patch'; readonly operations: readonly JsonPatchOperation[] };
