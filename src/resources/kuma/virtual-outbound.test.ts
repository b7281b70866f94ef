import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakesIn, specOf } from '../decode-yaml.ts';
import { virtualOutbound } from './virtual-outbound.ts';

const service = '{name: service, tagKey: kuma.io/service}';
const outbound = (conf: string, match = '{kuma.io/service: "*"}') =>
  `{type: VirtualOutbound, mesh: default, name: all, selectors: [{match: ${match}}], conf: ${conf}}`;
const conf = (host: string, port = '"80"', parameters = `[${service}]`) =>
  outbound(`{host: '${host}', port: ${port}, parameters: ${parameters}}`);

const read = {
  selectors: [{ match: { 'kuma.io/service': '*' } }],
  conf: {
    host: '{{.service}}.mesh',
    port: '{{.port}}',
    parameters: [
      { name: 'service', tagKey: 'kuma.io/service' },
      { name: 'port', tagKey: 'port' },
    ],
  },
};
const written = `{host: "{{.service}}.mesh", port: "{{.port}}", parameters: [${service}, {name: port}]}`;

test('a parameter is the tag of its name unless it says which, in both written forms', () => {
  assert.deepEqual(specOf(virtualOutbound, outbound(written)), read);
  assert.deepEqual(
    specOf(
      virtualOutbound,
      `{apiVersion: kuma.io/v1alpha1, kind: VirtualOutbound, mesh: blue, metadata: {name: all},
        spec: {selectors: [{match: {kuma.io/service: "*"}}], conf: ${written}}}`,
    ),
    { mesh: 'blue', ...read },
  );
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a selector without tags',
    outbound(written, '{}'),
    ['error selectors[0].match: must have at least one tag; `kuma.io/service: "*"` is every service'],
  ],
  [
    'parameters without the service',
    conf('a.mesh', '"80"', '[{name: port}]'),
    ['error conf.parameters: must have one whose tagKey is kuma.io/service'],
  ],
  [
    'parameters of one name',
    conf('a.mesh', '"80"', `[${service}, {name: service}]`),
    ['error conf.parameters[1].name: must be unique in its list, but item 0 has "service" too'],
  ],
  [
    'a name that no template takes',
    conf('a.mesh', '"80"', `[${service}, {name: k8s.kuma.io/port}]`),
    [
      'error conf.parameters[1].name: must be a name of letters and digits, as a template takes it, but is "k8s.kuma.io/port"',
    ],
  ],
  [
    'a template that cannot be read',
    conf('{{.service'),
    ['error conf.host: is not a template that can be read: template: :1: unclosed action'],
  ],
  [
    'a host that is none',
    conf('{{.other}}.mesh'),
    [
      'error conf.host: must make a host name, but where every parameter is "dummy" it makes "<no value>.mesh"',
    ],
  ],
  [
    'a port that is none',
    conf('a.mesh', '"{{.service}}00000"'),
    ['error conf.port: must make a port from 1 to 65535, but where every parameter is "1" it makes "100000"'],
  ],
];

for (const [name, text, expected] of mistakes) {
  test(`${name}: said with its field and its reason`, () => assert.deepEqual(mistakesIn(text), expected));
}
