import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from '../backend.ts';

/** classKey names a class of sidecars: those of whose calls the same narrower policies say something. */
export function classKey(policies: readonly ResourceKey[]): string {
  return policies.join(',');
}

/** classedKey names what a class calls. */
export function classedKey(policies: readonly ResourceKey[], backend: BackendKey): string {
  return [classKey(policies), backend].join('\n');
}
