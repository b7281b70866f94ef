import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { fairleadBackend } from './backend.ts';

/** backendWith is a Backend whose spec is written in one line. */
function backendWith(spec: string): string {
  return `apiVersion: fairlead.dev/v1alpha1\nkind: Backend\nmetadata: {name: b}\nspec: {${spec}}\n`;
}

const address = 'ip: 192.0.2.1, port: 80';

test('endpoints have shares, and stand behind each other in whatever numbers', () => {
  const { endpoints } = specOf(
    fairleadBackend,
    backendWith(
      `endpoints: [{${address}, priority: 30}, {${address}, weight: 3}, {${address}, priority: 7}]`,
    ),
  );
  assert.deepEqual(
    endpoints.map(({ priority, weight }) => [priority, weight]),
    [
      [2, undefined],
      [undefined, 3],
      [1, undefined],
    ],
  );
});

test('one priority for all is none', () => {
  const { endpoints } = specOf(fairleadBackend, backendWith(`endpoints: [{${address}, priority: 5}]`));
  assert.deepEqual(endpoints, [{ kind: 'ip', address: '192.0.2.1', port: 80, at: 'spec.endpoints[0].ip' }]);
});

test('members of groups know where they are named', () => {
  const { groups, type } = specOf(
    fairleadBackend,
    backendWith('groups: [{backendRefs: [{name: web, port: 80}]}]'),
  );
  assert.equal(type, 'Endpoints');
  assert.deepEqual(groups, [
    {
      backendRefs: [
        { group: '', kind: 'Service', name: 'web', port: 80, at: 'spec.groups[0].backendRefs[0]' },
      ],
    },
  ]);
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'nowhere to go',
    'protocol: http',
    ['error spec: must have exactly one of endpoints, dynamic, groups, but has none'],
  ],
  [
    'two places to go',
    `dynamic: {}, endpoints: [{${address}}]`,
    ['error spec: must have exactly one of endpoints, dynamic, groups, but has endpoints and dynamic'],
  ],
  [
    'a share of what records say',
    'endpoints: [{srv: _http._tcp.shop.example, weight: 2}]',
    [
      'error spec.endpoints[0].weight: must be left out where one of the endpoints is srv: the records say it',
    ],
  ],
  [
    'what members of groups say themselves',
    'groups: [{backendRefs: [{name: web, port: 80}]}], tls: {insecureSkipVerify: true}',
    ['error spec.tls: must be left out beside groups: each member is used as it says itself'],
  ],
  [
    'what is said of requests',
    `endpoints: [{${address}}], timeout: {http: {streamIdleTimeout: 1s}}`,
    [
      'error spec.timeout.http.streamIdleTimeout: is said of requests: write it in a BackendTrafficPolicy, or on the route',
    ],
  ],
  [
    'a name to ask for that nobody wrote',
    `endpoints: [{${address}}], tls: {wellKnownCACertificates: System, autoSNIFromEndpointHostname: true}`,
    ['error spec.endpoints[0].hostname: is required where tls.autoSNIFromEndpointHostname is true'],
  ],
];

for (const [what, spec, sentences] of mistakes) {
  test(`says what is wrong with ${what}`, () => {
    assert.deepEqual(said(decodeYaml(backendWith(spec))), sentences);
  });
}
