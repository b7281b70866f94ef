import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { decodeResource } from '#resources';
import { cellsOf, columnsOf } from './columns.ts';

const nothing = { referrers: () => 0, lookedUpAt: () => undefined };

/** The cells of an object by their titles. */
function shown(text: string): Readonly<Record<string, string>> {
  const { resource } = decodeResource(parse(text));
  assert.ok(resource);
  const cells = cellsOf(resource.id, resource, {}, nothing);
  return Object.fromEntries(columnsOf(resource.id).map(({ title }, index) => [title, cells[index] ?? '']));
}

test('a Dataplane is shown with its inbounds, and with what it says that it calls', () => {
  const reaches = (transparentProxying: string) =>
    shown(
      `{type: Dataplane, name: web-1, networking: {address: 10.0.0.1, inbound: [{port: 80, tags: {kuma.io/protocol: http}}]${transparentProxying}}}`,
    );
  assert.deepEqual(
    ['ADDRESS', 'INBOUNDS', 'REACHES'].map(title => reaches('')[title]),
    ['10.0.0.1', 'http/80', ''],
  );
  assert.equal(reaches(', transparentProxying: {}').REACHES, '<all>');
  assert.equal(reaches(', transparentProxying: {reachableBackends: {}}').REACHES, '<none>');
  assert.equal(reaches(', transparentProxying: {reachableServices: [db, bank]}').REACHES, 'db,bank');
  assert.equal(
    reaches(
      ', transparentProxying: {reachableBackends: {refs: [{kind: MeshService, name: db}, {kind: MeshService, labels: {a: b}}]}}',
    ).REACHES,
    'MeshService/db,MeshService/*',
  );
});

test('services of a mesh are shown with their ports, and where they are', () => {
  const ports = 'ports: [{port: 80, appProtocol: http}]';
  assert.equal(shown(`{type: MeshService, name: a, spec: {${ports}}}`).PORTS, 'http/80');
  const outside = shown(
    '{type: MeshExternalService, name: a, spec: {match: {port: 443}, endpoints: [{address: a.example, port: 443}], tls: {enabled: true}}}',
  );
  assert.deepEqual([outside.PORT, outside.ENDPOINTS, outside.TLS], ['tcp/443', 'a.example:443', 'true']);
});
