import assert from 'node:assert/strict';
import { test } from 'node:test';
import { servedKinds } from '#inspect';
import { objectPath, readObjectPath } from './object-path.ts';

const paths: readonly (readonly [string, string])[] = [
  ['/api/v1/namespaces/shop/secrets/pair', 'kubernetes/Secret'],
  ['/apis/kuma.io/v1alpha1/namespaces/shop/dataplanes/web-1', 'kuma/Dataplane'],
  ['/meshes/default/dataplanes/web-1', 'kuma/Dataplane'],
  ['/meshes/default', 'kuma/Mesh'],
  ['/hostnamegenerators/all', 'kuma/HostnameGenerator'],
  ['/meshes/default/virtual-outbounds/all', 'kuma/VirtualOutbound'],
  ['/meshes/default/external-services/bank', 'kuma/ExternalService'],
  ['/meshes/default/secrets/pair', 'kuma/Secret'],
  ['/global-secrets/user-token-signing-key-1', 'kuma/GlobalSecret'],
  ['/meshes/default/meshservices', 'kuma/MeshService'],
];
for (const [path, id] of paths) {
  test(`${path} means ${id}, and the other way round`, () => {
    const target = readObjectPath(path);
    assert.equal(target?.kind.id, id);
    assert.equal(target && objectPath(target), path);
  });
}

test('no two kinds have one path', () => {
  const universal = servedKinds.filter(kind => kind.universal !== undefined);
  const plurals = universal.map(kind => kind.universalPlural);
  assert.deepEqual(
    plurals.filter((plural, index) => plurals.indexOf(plural) !== index),
    [],
  );
});
