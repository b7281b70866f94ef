import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from '../backend.ts';

/** classKey names a class of sidecars: those whose calls are subject to the same narrower policies. */
export function classKey(policies: readonly ResourceKey[]): string {
  return policies.join(',');
}

/** classedKey names a backend as a class calls it. */
export function classedKey(policies: readonly ResourceKey[], backend: BackendKey): string {
  return [classKey(policies), backend].join('\n');
}
