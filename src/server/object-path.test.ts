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

test('an overview is asked for of Dataplanes alone, in either way', () => {
  const asked = (path: string) => {
    const { as, name } = readObjectPath(path) ?? {};
    return [as, name];
  };
  for (const path of ['/meshes/m/dataplanes/web-1/_overview', '/meshes/m/dataplanes+insights/web-1'])
    assert.deepEqual(asked(path), ['overview', 'web-1'], path);
  for (const path of [
    '/meshes/m/dataplanes/_overview',
    '/meshes/m/dataplanes+insights',
    '/dataplanes/_overview',
  ])
    assert.deepEqual(asked(path), ['overview', undefined], path);
  assert.deepEqual(asked('/meshes/m/meshservices/_overview'), [undefined, '_overview']);
  assert.equal(readObjectPath('/meshes/m/dataplanes/web-1/_overview/more'), undefined);
});

test('no two kinds have one path', () => {
  const universal = servedKinds.filter(kind => kind.universal !== undefined);
  const plurals = universal.map(kind => kind.universalPlural);
  assert.deepEqual(
    plurals.filter((plural, index) => plurals.indexOf(plural) !== index),
    [],
  );
});
