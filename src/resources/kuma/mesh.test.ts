import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, mistakesIn, specOf } from '../decode-yaml.ts';
import { mesh } from './mesh.ts';

const flat = (fields: string) => `{type: Mesh, name: default${fields === '' ? '' : `, ${fields}`}}`;

const plain = {
  networking: { outbound: { passthrough: true } },
  meshServices: {},
  skipCreatingInitialPolicies: [],
};

test('a mesh that says nothing passes through, has no authority, and tells that it says nothing of MeshServices', () => {
  assert.deepEqual(specOf(mesh, flat('')), plain);
  assert.deepEqual(
    specOf(mesh, '{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: default}}'),
    plain,
  );
});

test('an authority is read with its lengths of time in milliseconds, and keys as what they stand for', () => {
  const { mtls } = specOf(
    mesh,
    flat(`mtls: {enabledBackend: own, backends: [
      {name: own, type: builtin, dpCert: {rotation: {expiration: 1d12h}}, conf: {caCert: {expiration: 10y}}},
      {name: given, type: provided, mode: PERMISSIVE, conf: {cert: {inlineString: text}, key: {inline: dGV4dA==}}},
      {name: named, type: provided, conf: {cert: {secret: cert}, key: {file: /run/key.pem}}}]}`),
  );
  assert.deepEqual(mtls, {
    enabledBackend: 'own',
    backends: [
      {
        name: 'own',
        type: 'builtin',
        mode: 'STRICT',
        dpCert: { rotation: { expiration: 129_600_000 } },
        conf: { caCert: { expiration: 315_360_000_000 } },
      },
      {
        name: 'given',
        type: 'provided',
        mode: 'PERMISSIVE',
        conf: { cert: { kind: 'inline', text: 'text' }, key: { kind: 'inline', text: 'text' } },
      },
      {
        name: 'named',
        type: 'provided',
        mode: 'STRICT',
        conf: { cert: { kind: 'secret', name: 'cert' }, key: { kind: 'file', path: '/run/key.pem' } },
      },
    ],
  });
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an authority in force that is none',
    flat('mtls: {enabledBackend: other, backends: [{name: own, type: builtin}]}'),
    ['error mtls.enabledBackend: must be the name of one of the backends, which are own'],
  ],
  [
    'authorities of one name',
    flat('mtls: {backends: [{name: own, type: builtin}, {name: own, type: builtin}]}'),
    ['error mtls.backends[1].name: must be unique in its list, but item 0 has "own" too'],
  ],
  [
    'an authority that is given nothing',
    flat('mtls: {backends: [{name: own, type: provided}]}'),
    [
      'error mtls.backends[0].conf.cert: is required where the type is provided',
      'error mtls.backends[0].conf.key: is required where the type is provided',
    ],
  ],
  [
    'a key in two places',
    flat(
      'mtls: {backends: [{name: own, type: provided, conf: {cert: {secret: a}, key: {secret: a, inlineString: hunter2}}}]}',
    ),
    ['error mtls.backends[0].conf.key.inlineString: must not be there beside secret'],
  ],
  [
    'a key in no place',
    flat('mtls: {backends: [{name: own, type: provided, conf: {cert: {secret: a}, key: {}}}]}'),
    ['error mtls.backends[0].conf.key: must have one of file, secret, inline, inlineString'],
  ],
  [
    'a length of time that is none',
    flat('mtls: {backends: [{name: own, type: builtin, dpCert: {rotation: {expiration: soon}}}]}'),
    [
      'error mtls.backends[0].dpCert.rotation.expiration: must be a length of time such as 10y, 30d or 24h, the largest unit first, but is "soon"',
    ],
  ],
  [
    'constraints without tags',
    flat('constraints: {dataplaneProxy: {requirements: [{tags: {}}], restrictions: [{}]}}'),
    [
      'error constraints.dataplaneProxy.requirements[0].tags: must have at least one tag',
      'error constraints.dataplaneProxy.restrictions[0].tags: is required',
    ],
  ],
  [
    'a mode that is none',
    flat('meshServices: {mode: exclusive}'),
    [
      'error meshServices.mode: must be one of Disabled, Everywhere, ReachableBackends, Exclusive, but is "exclusive"; did you mean Exclusive?',
    ],
  ],
  [
    'what is not served yet',
    flat('tracing: {}, logging: {}'),
    ['tracing', 'logging'].map(field => `warning ${field}: is not served yet: it has no effect`),
  ],
];

for (const [name, text, expected] of mistakes) {
  test(`${name}: said with its field and its reason`, () => assert.deepEqual(mistakesIn(text), expected));
}

test('a key is never quoted', () => {
  const { findings } = decodeYaml(
    flat(
      'mtls: {backends: [{name: own, type: provided, conf: {key: {inline: "hunter2!"}, cert: {inlineString: 5}}}]}',
    ),
  );
  assert.ok(findings.length > 1);
  assert.doesNotMatch(JSON.stringify(findings), /hunter2|number 5/);
});
