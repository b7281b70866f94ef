import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { Store } from '#sources/store';
import { beginMesh } from './begin-mesh.ts';

const key = resourceKey({ group: 'kuma.io', kind: 'Mesh', zone: localZone, namespace: '', name: 'default' });

/**
 * makeDefaultMesh stores the mesh `default` where there is none, as Kuma does: objects that name no mesh belong to it. If it
 * is removed, it comes back at the next start.
 */
export async function makeDefaultMesh(store: Store): Promise<void> {
  if (store.find(key) !== undefined) return;
  const { object, along } = beginMesh('default', { type: 'Mesh', name: 'default' }, undefined);
  await store.put(object, { by: 'fairlead', along });
}
