import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { Store } from './store.ts';

const key = resourceKey({ group: 'kuma.io', kind: 'Mesh', zone: localZone, namespace: '', name: 'default' });

/**
 * makeDefaultMesh stores the mesh `default` where there is none, as Kuma does: whoever says nothing of a mesh means it. One that
 * was removed comes back at the next start.
 */
export async function makeDefaultMesh(store: Store): Promise<void> {
  if (store.find(key) === undefined) await store.put({ type: 'Mesh', name: 'default' }, { by: 'fairlead' });
}
