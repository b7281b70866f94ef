import { type Introspection, type ServedKind, servedKinds } from '#inspect';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { isUniversal } from '#resources';
import type { Store } from '#sources/store';
import type { ObjectPath } from './object-path.ts';
import { invalid, type Problem } from './problem.ts';

/** missingMesh is the problem of writing an object into a mesh that does not exist; undefined where there is none. */
export function missingMesh(
  { form, kind, namespace = '' }: ObjectPath,
  introspection: Introspection,
): Problem | undefined {
  if (form !== 'universal' || kind.universal?.scope !== 'Mesh') return undefined;
  const mesh = { group: kind.group, kind: 'Mesh', zone: localZone, namespace: '', name: namespace };
  if (introspection.object(resourceKey(mesh)) !== undefined) return undefined;
  return invalid([{ field: 'mesh', reason: `mesh of name ${JSON.stringify(namespace)} is not found` }]);
}

/**
 * contentsOfMesh are the objects that are removed together with a Mesh: everything that is stored in it. A mesh with
 * dataplanes stays (a problem), as somebody is still being served.
 */
export function contentsOfMesh(
  { kind, name = '' }: ObjectPath,
  introspection: Introspection,
  store: Store,
): readonly ResourceKey[] | Problem {
  if (kind.id !== 'kuma/Mesh') return [];
  const kindsOfMesh = servedKinds.filter(one => one.universal?.scope === 'Mesh');
  const inMesh = (one: ServedKind) => introspection.keys(one, { namespace: name });
  const dataplanes = kindsOfMesh.filter(one => one.id === 'kuma/Dataplane').flatMap(inMesh);
  if (dataplanes.length === 0)
    return kindsOfMesh.flatMap(inMesh).filter(key => isUniversal(store.find(key)?.object ?? {}));
  const reason = 'unable to delete mesh, there are still some dataplanes attached';
  return invalid([{ field: 'mesh', reason }]);
}
