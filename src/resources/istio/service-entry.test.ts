import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { serviceEntry } from './service-entry.ts';

/** entryWith is a ServiceEntry of one host and port, and whose spec has this besides. */
function entryWith(spec: string, hosts = 'shop.example'): string {
  const written = `hosts: ["${hosts}"], ports: [{number: 80, name: http, protocol: http}], ${spec}`;
  return `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: shop}\nspec: {${written}}\n`;
}

test('endpoints are addresses, names and sockets, with what they say of ports, places and shares', () => {
  const { endpoints, ports, exportTo } = specOf(
    serviceEntry,
    entryWith(
      'resolution: DNS, exportTo: [".", other], endpoints: [{address: 192.0.2.1, ports: {http: 8080}, labels: {version: v1}, locality: r/z/s, weight: 2}, {address: A.example.com}]',
    ),
  );
  assert.deepEqual(endpoints, [
    {
      address: { kind: 'ip', address: '192.0.2.1', at: 'spec.endpoints[0].address' },
      ports: { http: 8080 },
      labels: { version: 'v1' },
      locality: 'r/z/s',
      weight: 2,
    },
    {
      address: { kind: 'fqdn', hostname: 'a.example.com', at: 'spec.endpoints[1].address' },
      ports: {},
      labels: {},
    },
  ]);
  assert.deepEqual(ports, [{ number: 80, name: 'http', protocol: 'HTTP' }]);
  assert.deepEqual(exportTo, ['.', 'other']);
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a name among addresses',
    entryWith('resolution: STATIC, endpoints: [{address: a.example.com}]'),
    ['error spec.endpoints[0].address: must be an IP address where the resolution is STATIC; write DNS'],
  ],
  [
    'a socket among names',
    entryWith('resolution: DNS, endpoints: [{address: "unix:///run/a.sock"}]'),
    ['error spec.endpoints[0].address: can be a unix socket where the resolution is STATIC alone'],
  ],
  [
    'a wildcard that is to be looked up',
    entryWith('resolution: DNS', '*.shop.example'),
    [
      'error spec.hosts[0]: must be a whole name, as it is looked up: write endpoints, the name, or resolution DYNAMIC_DNS',
    ],
  ],
  [
    'several endpoints of one name',
    entryWith('resolution: DNS_ROUND_ROBIN, endpoints: [{address: a.example}, {address: b.example}]'),
    ['error spec.endpoints: must have at most one item where the resolution is DNS_ROUND_ROBIN'],
  ],
  [
    'workloads beside endpoints',
    entryWith('resolution: STATIC, endpoints: [{address: 192.0.2.1}], workloadSelector: {labels: {a: b}}'),
    ['error spec.workloadSelector: must be left out where endpoints are given'],
  ],
  [
    'workloads where requests name their hosts',
    entryWith('resolution: DYNAMIC_DNS, workloadSelector: {labels: {a: b}}', '*.shop.example'),
    [
      'error spec.workloadSelector: must be left out where the resolution is DYNAMIC_DNS; write STATIC or DNS',
    ],
  ],
  [
    'endpoints where requests name their hosts',
    entryWith('resolution: DYNAMIC_DNS, endpoints: [{address: 192.0.2.1}]', '*.shop.example'),
    ['error spec.endpoints: must be left out where the resolution is DYNAMIC_DNS: requests name their hosts'],
  ],
];

test('an entry without ports is there, and nothing is called by it', () => {
  const text = `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: open}\nspec: {hosts: [open.example], resolution: DNS}\n`;
  const { resource, findings } = decodeYaml(text);
  assert.ok(resource?.id === 'istio/ServiceEntry');
  assert.deepEqual(resource.spec.ports, []);
  assert.deepEqual(said({ findings }), [
    'warning spec.ports: has none, so that nothing is called here by this entry',
  ]);
});

for (const [what, text, sentences] of mistakes) {
  test(`says what is wrong with ${what}`, () => {
    assert.deepEqual(said(decodeYaml(text)), sentences);
  });
}
