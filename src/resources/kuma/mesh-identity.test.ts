import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakesIn, specOf } from '../decode-yaml.ts';
import { meshIdentity } from './mesh-identity.ts';

const identity = (spec: string) => `{type: MeshIdentity, mesh: default, name: own, spec: ${spec}}`;
const bundled = (fields: string) => identity(`{provider: {type: Bundled, bundled: {${fields}}}}`);

test('by no labels every workload is meant, and without a selector none', () => {
  assert.deepEqual(specOf(meshIdentity, identity('{}')), { selector: {}, spiffeID: {} });
  assert.deepEqual(specOf(meshIdentity, identity('{selector: {dataplane: {}}}')).selector, {
    dataplane: { matchLabels: {} },
  });
});

test('an authority is made, or given in one of four ways', () => {
  assert.deepEqual(
    specOf(meshIdentity, bundled('autogenerate: {enabled: true}, certificateParameters: {expiry: 24h}'))
      .provider,
    {
      type: 'Bundled',
      bundled: {
        meshTrustCreation: 'Enabled',
        insecureAllowSelfSigned: false,
        autogenerate: { enabled: true },
        certificateParameters: { expiry: 86_400_000 },
      },
    },
  );
  const given = (source: string) =>
    specOf(
      meshIdentity,
      bundled(`ca: {certificate: {type: EnvVar, envVar: {name: CA}}, privateKey: ${source}}`),
    ).provider?.bundled?.ca?.privateKey;
  assert.deepEqual(given('{type: File, file: {path: /run/key.pem}}'), { kind: 'file', path: '/run/key.pem' });
  assert.deepEqual(given('{type: Secret, secretRef: {name: key}}'), { kind: 'secret', name: 'key' });
  assert.deepEqual(given('{type: EnvVar, envVar: {name: KEY}}'), { kind: 'variable', name: 'KEY' });
  assert.deepEqual(given('{type: InsecureInline, insecureInline: {value: text}}'), {
    kind: 'inline',
    text: 'text',
  });
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a provider without what goes with its type',
    identity('{provider: {type: Spire}}'),
    ['error spec.provider.spire: is required where the type is Spire'],
  ],
  [
    'what goes with another type',
    identity('{provider: {type: Spire, spire: {}, extension: {name: a}}}'),
    ['warning spec.provider.extension: has no effect where the type is Spire'],
  ],
  [
    'an authority that is neither made nor given',
    bundled(''),
    ['error spec.provider.bundled.ca: is required where autogenerate is not enabled'],
  ],
  [
    'an authority that is both',
    bundled(
      'autogenerate: {enabled: true}, ca: {certificate: {type: EnvVar, envVar: {name: A}}, privateKey: {type: EnvVar, envVar: {name: A}}}',
    ),
    ['error spec.provider.bundled.ca: must not be there where autogenerate is enabled'],
  ],
  [
    'a source without what goes with its type',
    bundled('ca: {certificate: {type: File}, privateKey: {type: Secret, envVar: {name: A}}}'),
    [
      'error spec.provider.bundled.ca.certificate.file: is required where the type is File',
      'error spec.provider.bundled.ca.privateKey.secretRef: is required where the type is Secret',
    ],
  ],
  [
    'a template that cannot be read',
    identity('{spiffeID: {path: "{{ .Namespace"}}'),
    ['error spec.spiffeID.path: is not a template that can be read: template: :1: unclosed action'],
  ],
];

for (const [name, text, expected] of mistakes) {
  test(`${name}: said with its field and its reason`, () => assert.deepEqual(mistakesIn(text), expected));
}
