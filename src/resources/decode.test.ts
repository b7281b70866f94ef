import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeResource } from './decode.ts';
import { decodeYaml, said } from './decode-yaml.ts';
import { kinds } from './kinds.ts';

const gateway = 'gateway.networking.k8s.io/v1';

test('a resource carries its kind, its reference, its apiVersion as written, and its metadata', () => {
  const { ref, resource, findings } = decodeYaml(`
apiVersion: gateway.networking.k8s.io/v1beta1
kind: HTTPRoute
metadata:
  name: shop
  namespace: prod
  generation: 3
  creationTimestamp: 2026-01-02T03:04:05Z
  labels: {app: shop, example.com/tier: ""}
  annotations: {example.com/note: Any text.}
  uid: 7f1e
  resourceVersion: '12'
  managedFields: [{}]
spec: {}
status: {parents: []}
`);
  assert.deepEqual(findings, []);
  assert.deepEqual(ref, {
    group: 'gateway.networking.k8s.io',
    kind: 'HTTPRoute',
    zone: 'local',
    namespace: 'prod',
    name: 'shop',
  });
  assert.ok(resource?.id === 'gateway-api/HTTPRoute');
  assert.equal(resource.ref, ref);
  assert.equal(resource.apiVersion, 'gateway.networking.k8s.io/v1beta1');
  assert.deepEqual(resource.metadata, {
    labels: { app: 'shop', 'example.com/tier': '' },
    annotations: { 'example.com/note': 'Any text.' },
    generation: 3,
    creationTimestamp: '2026-01-02T03:04:05Z',
    uid: '7f1e',
    resourceVersion: '12',
  });
});

test('a namespaced object that names no namespace is in default, a cluster-scoped one in none', () => {
  assert.equal(
    decodeYaml(`{apiVersion: ${gateway}, kind: HTTPRoute, metadata: {name: a}}`).ref?.namespace,
    'default',
  );
  assert.equal(
    decodeYaml(`{apiVersion: ${gateway}, kind: GatewayClass, metadata: {name: a}}`).ref?.namespace,
    '',
  );
});

const routeSpec = 'spec: {}';
const mistakes: readonly (readonly [string, string, readonly string[], named: boolean])[] = [
  [
    'a text',
    'hello',
    ['error : must be a map with apiVersion, kind and metadata, but is the text "hello"'],
    false,
  ],
  ['a list', '[]', ['error : must be a map with apiVersion, kind and metadata, but is a list'], false],
  [
    'nothing in it',
    '{}',
    [
      'error apiVersion: is required, for instance v1 or gateway.networking.k8s.io/v1',
      'error kind: is required, for instance Service or HTTPRoute',
    ],
    false,
  ],
  [
    'an apiVersion of no form',
    '{apiVersion: a/b/c, kind: Secret, metadata: {name: a}}',
    ['error apiVersion: must be like v1 or gateway.networking.k8s.io/v1, but is "a/b/c"'],
    false,
  ],
  [
    'a kind that is a number',
    '{apiVersion: v1, kind: 1, metadata: {name: a}}',
    ['error kind: must be like Service or HTTPRoute, but is the number 1'],
    false,
  ],
  [
    'an unknown kind',
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}',
    ['warning kind: is not a kind that is known here, so the object is ignored: apps/v1 Deployment'],
    true,
  ],
  [
    'a kind of another group',
    '{apiVersion: v1, kind: HttpRoute, metadata: {name: a}}',
    [
      'warning kind: is not a kind that is known here, so the object is ignored: v1 HttpRoute; did you mean gateway.networking.k8s.io/v1 or gateway.networking.k8s.io/v1beta1 HTTPRoute?',
    ],
    true,
  ],
  [
    'a version that is not served',
    `{apiVersion: gateway.networking.k8s.io/v2, kind: HTTPRoute, metadata: {name: a}, ${routeSpec}}`,
    [
      'error apiVersion: must be gateway.networking.k8s.io/v1 or gateway.networking.k8s.io/v1beta1, but is gateway.networking.k8s.io/v2',
    ],
    true,
  ],
  [
    'no metadata',
    `{apiVersion: ${gateway}, kind: HTTPRoute, ${routeSpec}}`,
    ['error metadata: is required'],
    false,
  ],
  [
    'no name',
    `{apiVersion: ${gateway}, kind: HTTPRoute, metadata: {generateName: a-}, ${routeSpec}}`,
    ['error metadata.name: is required'],
    false,
  ],
  [
    'a name in upper case',
    `{apiVersion: ${gateway}, kind: HTTPRoute, metadata: {name: Shop}, ${routeSpec}}`,
    [
      'error metadata.name: must be a name of lower-case letters, digits, "-" and ".", that begins and ends with a letter or a digit, but is "Shop"',
    ],
    true,
  ],
  [
    'a name that would break a key',
    `{apiVersion: ${gateway}, kind: HTTPRoute, metadata: {name: a/b}, ${routeSpec}}`,
    [
      'error metadata.name: must be a name of lower-case letters, digits, "-" and ".", that begins and ends with a letter or a digit, but is "a/b"',
    ],
    false,
  ],
  [
    'a long name',
    `{apiVersion: ${gateway}, kind: HTTPRoute, metadata: {name: ${'a'.repeat(254)}}, ${routeSpec}}`,
    ['error metadata.name: must have at most 253 characters, but has 254'],
    false,
  ],
  [
    'a namespace with a dot',
    `{apiVersion: ${gateway}, kind: HTTPRoute, metadata: {name: a, namespace: a.b}, ${routeSpec}}`,
    [
      'error metadata.namespace: must be the name of a namespace: lower-case letters, digits and "-", but is "a.b"',
    ],
    true,
  ],
  [
    'a namespace that is a number',
    `{apiVersion: ${gateway}, kind: HTTPRoute, metadata: {name: a, namespace: 5}, ${routeSpec}}`,
    ['error metadata.namespace: must be text, but is the number 5; put it in quotes'],
    false,
  ],
  [
    'labels that are not texts',
    `{apiVersion: ${gateway}, kind: HTTPRoute, metadata: {name: a, labels: {on: true, "a b": c}}, ${routeSpec}}`,
    [
      'error metadata.labels.on: must be text, but is true; put it in quotes',
      'error metadata.labels["a b"]: must be a label name such as app or example.com/app, but is "a b"',
    ],
    true,
  ],
  [
    'annotations beyond bounds',
    `{apiVersion: ${gateway}, kind: HTTPRoute, metadata: {name: a, annotations: {a: ${'x'.repeat(262_144)}}}, ${routeSpec}}`,
    ['error metadata.annotations: must hold at most 262144 bytes together, but holds 262145'],
    true,
  ],
  [
    'a misspelt field of metadata',
    `{apiVersion: ${gateway}, kind: HTTPRoute, metadata: {name: a, label: {}}, ${routeSpec}}`,
    ['warning metadata.label: is not a field that is known here, so it is ignored; did you mean `labels`?'],
    true,
  ],
  [
    'a misspelt spec',
    `{apiVersion: ${gateway}, kind: HTTPRoute, metadata: {name: a}, specs: {}}`,
    [
      'error spec: is required',
      'warning specs: is not a field that is known here, so it is ignored; did you mean `spec`?',
    ],
    true,
  ],
];

for (const [name, text, expected, named] of mistakes) {
  test(`${name} is said`, () => {
    const decoded = decodeYaml(text);
    assert.deepEqual(said(decoded), expected);
    assert.equal(decoded.ref !== undefined, named);
    for (const finding of decoded.findings) assert.equal(finding.ref, decoded.ref);
  });
}

test('an object that is nested beyond reason, or holds itself, is refused by name', () => {
  let deep: unknown = 'x';
  for (let level = 0; level < 100_000; level++) deep = { deep };
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  for (const spec of [deep, cyclic]) {
    const decoded = decodeResource({ apiVersion: gateway, kind: 'HTTPRoute', metadata: { name: 'a' }, spec });
    assert.equal(decoded.ref?.name, 'a');
    assert.deepEqual(said(decoded), [
      'error : must be nested at most 64 levels deep, and not hold itself by an alias',
    ]);
  }
});

test('aliases that stand for more and more are refused before anything expands them', () => {
  let bomb: unknown = 'lol';
  for (let level = 0; level < 30; level++) bomb = Array(10).fill(bomb);
  const decoded = decodeResource({
    apiVersion: gateway,
    kind: 'HTTPRoute',
    metadata: { name: 'a' },
    spec: bomb,
  });
  assert.deepEqual(said(decoded), [
    'error : must have at most 150000 values, what aliases stand for counted each time; split the object',
  ]);
});

test('a hundred thousand unknown fields cost no more than a look at each', () => {
  const spec = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [`${'hostname-'.repeat(6)}${index}`, index]),
  );
  const start = process.cpuUsage();
  const decoded = decodeResource({ apiVersion: gateway, kind: 'HTTPRoute', metadata: { name: 'a' }, spec });
  const { user } = process.cpuUsage(start);
  assert.ok(decoded.resource);
  assert.match(decoded.findings.at(-1)?.message ?? '', /has 99990 more/);
  // To find what each was meant to be takes several times as long.
  assert.ok(user < 1_000_000, `${user} µs`);
});

test('aliases within reason are read, and are shared by nothing afterwards', () => {
  const { resource } = decodeYaml(`
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  rules:
  - backendRefs: &refs [{name: web, port: 80}]
  - {matches: [{path: {value: /b}}], backendRefs: *refs}
`);
  assert.ok(resource?.id === 'gateway-api/HTTPRoute');
  const [first, second] = resource.spec.rules;
  assert.deepEqual(first?.backendRefs, second?.backendRefs);
  assert.notEqual(first?.backendRefs, second?.backendRefs);
});

/** Names that mean something to JavaScript, and names that mean something to us. */
const keys = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  'spec',
  'metadata',
  'name',
  'rules',
  'matches',
  'filters',
  'backendRefs',
  'endpoints',
  'listeners',
  'type',
  'data',
  'ip',
);

const anything = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withTypedArray: true,
    }),
    fc.constantFrom<unknown[]>(
      null,
      undefined,
      '',
      'a',
      'PathPrefix',
      1,
      -1,
      80,
      Number.NaN,
      true,
      'x'.repeat(10_000),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
  ),
})).value;

test('any object of any kind is decoded to something, without throwing', () => {
  const kind = fc.constantFrom(...kinds);
  fc.assert(
    fc.property(kind, anything, fc.dictionary(keys, anything), (kind, spec, more) => {
      const apiVersion = kind.group === '' ? 'v1' : `${kind.group}/${kind.versions[0]}`;
      const object: unknown = { ...more, apiVersion, kind: kind.kind, metadata: { name: 'a' }, spec };
      const { ref, resource, findings } = decodeResource(object);
      assert.equal(ref?.name, 'a');
      assert.ok(findings.length <= 42);
      assert.equal(
        resource !== undefined,
        findings.every(({ severity }) => severity === 'warning'),
      );
      for (const { message, path } of findings) assert.ok(message.length < 1000 && path.length < 1000);
    }),
    { numRuns: 1000 },
  );
});

test('anything at all is decoded to something, without throwing', () => {
  fc.assert(
    fc.property(
      fc.oneof(anything, fc.record({ apiVersion: anything, kind: anything, metadata: anything })),
      object => {
        const { resource, findings } = decodeResource(object);
        assert.ok(resource !== undefined || findings.length > 0);
      },
    ),
    { numRuns: 1000 },
  );
});

test('no prototype is changed by what is decoded', () => {
  const text =
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"__proto__":"x"},"__proto__":{"polluted":1}}';
  decodeResource(JSON.parse(text));
  assert.equal(Reflect.get({}, 'polluted'), undefined);
});
