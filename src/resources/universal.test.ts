import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import yaml from 'yaml';
import { resourceKey } from '#lib/resource-ref.ts';
import { createDecoder } from './decode.ts';
import { decodeYaml, said } from './decode-yaml.ts';
import { defineKind } from './define-kind.ts';
import { kindTable } from './kind-table.ts';
import { kinds } from './kinds.ts';

const networking = Type.Object({
  address: Type.String({ minLength: 1 }),
  inbound: Type.Array(Type.Object({ port: Type.Integer({ minimum: 1, maximum: 65535 }) }), { default: [] }),
});

/** The least of Kuma's Dataplane: flat without Kubernetes, and with a spec on it. */
const dataplane = defineKind({
  id: 'kuma/Dataplane',
  group: 'kuma.io',
  kind: 'Dataplane',
  plural: 'dataplanes',
  shortNames: ['dp'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ mesh: Type.Optional(Type.String()), spec: Type.Object({ networking }) }),
  hub: body => body.spec,
  universal: { scope: 'Mesh', body: Type.Object({ networking }), hub: body => body },
});

const generator = defineKind({
  id: 'kuma/HostnameGenerator',
  group: 'kuma.io',
  kind: 'HostnameGenerator',
  plural: 'hostnamegenerators',
  shortNames: [],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec: Type.Object({ template: Type.String() }) }),
  hub: body => body.spec,
  universal: {
    scope: 'Global',
    body: Type.Object({ spec: Type.Object({ template: Type.String() }) }),
    hub: body => body.spec,
  },
});

const decodeObject = createDecoder(
  kindTable([...kinds.filter(({ group }) => group !== 'kuma.io'), dataplane, generator]),
);
const decode = (text: string) => decodeObject(yaml.parse(text));

test('a document of a type is a resource of that kind, in its mesh', () => {
  const { ref, resource, findings } = decode(`
type: Dataplane
mesh: default
name: web-1
labels: {app: web}
creationTime: 2026-01-02T03:04:05Z
networking:
  address: 10.0.0.1
  inbound: [{port: 8080}]
`);
  assert.deepEqual(findings, []);
  assert.equal(ref && resourceKey(ref), 'kuma.io/Dataplane/local/default/web-1');
  assert.deepEqual(resource, {
    id: 'kuma/Dataplane',
    ref,
    apiVersion: 'kuma.io/v1alpha1',
    metadata: {
      labels: { app: 'web' },
      annotations: {},
      generation: 1,
      isUniversal: true,
      creationTimestamp: '2026-01-02T03:04:05Z',
    },
    spec: { networking: { address: '10.0.0.1', inbound: [{ port: 8080 }] } },
  });
});

test('the same kind as Kubernetes has it comes to the same hub form', () => {
  const { resource } = decode(`
apiVersion: kuma.io/v1alpha1
kind: Dataplane
mesh: default
metadata: {name: web-1, namespace: shop}
spec: {networking: {address: 10.0.0.1}}
`);
  assert.deepEqual(resource?.spec, { networking: { address: '10.0.0.1', inbound: [] } });
});

test('equal names in two meshes are two objects, and a global type is in none', () => {
  const keyOf = (text: string) => {
    const { ref } = decode(text);
    return ref && resourceKey(ref);
  };
  assert.equal(keyOf('{type: Dataplane, name: a, mesh: one}'), 'kuma.io/Dataplane/local/one/a');
  assert.equal(keyOf('{type: Dataplane, name: a}'), 'kuma.io/Dataplane/local/default/a');
  const global = '{type: HostnameGenerator, name: a, mesh: one, spec: {template: x}}';
  assert.equal(keyOf(global), 'kuma.io/HostnameGenerator/local//a');
  assert.deepEqual(said(decode(global)), [
    'warning mesh: has no effect: objects of this type are in no mesh',
  ]);
});

test('what is wrong is told at its path as written', () => {
  const wrong = decode(
    '{type: Dataplane, name: Web, mesh: m.n, networking: {address: "", inbound: [{port: 0}]}, more: 1}',
  );
  assert.deepEqual(
    said(wrong).map(line => line.split(':')[0]),
    [
      'error name',
      'error mesh',
      'error networking.address',
      'error networking.inbound[0].port',
      'warning more',
    ],
  );
  assert.equal(wrong.resource, undefined);
  assert.equal(wrong.ref?.name, 'Web');
});

const unknown: readonly (readonly [string, string])[] = [
  [
    '{type: Dataplan, name: a}',
    'warning type: is not a type that is known here, so the object is ignored: "Dataplan"; did you mean type: Dataplane?',
  ],
  [
    '{type: Backend, name: a}',
    'warning type: is not a type that is known here, so the object is ignored: "Backend"; did you mean apiVersion: gateway.envoyproxy.io/v1alpha1, kind: Backend or apiVersion: fairlead.dev/v1alpha1, kind: Backend or apiVersion: gateway.kgateway.dev/v1alpha1, kind: Backend or apiVersion: gloo.solo.io/v1, kind: Backend?',
  ],
  [
    '{type: Quantum, name: a}',
    'warning type: is not a type that is known here, so the object is ignored: "Quantum"',
  ],
  ['{type: 7, name: a}', 'error type: must be the name of a kind such as Dataplane, but is the number 7'],
];
for (const [text, message] of unknown) {
  test(`${text} says: ${message}`, () => assert.deepEqual(said(decode(text)), [message]));
}

test('a type that is not served yet has a name all the same, and is ignored with a word', () => {
  const { ref, resource, findings } = decodeYaml('{type: MeshGateway, mesh: default, name: web, conf: {}}');
  assert.equal(ref && resourceKey(ref), 'kuma.io/MeshGateway/local/default/web');
  assert.equal(resource, undefined);
  assert.deepEqual(
    findings.map(f => [f.severity, f.reason]),
    [['warning', 'UnknownKind']],
  );
});
