import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, specOf } from '../decode-yaml.ts';
import { dataplane } from './dataplane.ts';

/**
 * The Dataplanes that Kuma's documentation of transparent proxying and of reachable backends shows, each in its own form with
 * other names: what users copy must be read as it stands, and mean what is said of it.
 */
const head = 'type: Dataplane\nmesh: default\n';
const workload = (lines: string, first = head) => `${first}name: till-1
networking:
  address: 10.0.0.1
  inbound:
  - port: 8080
    tags:
      kuma.io/service: till
  transparentProxying:
    redirectPortInbound: 15006
    redirectPortOutbound: 15001
${lines}`;

const several = `    reachableBackends:
      refs:
      - kind: MeshService
        name: stock
      - kind: MeshMultiZoneService
        labels:
          kuma.io/display-name: catalogue
      - kind: MeshExternalService
        name: bank
`;
const severalRefs = [
  { kind: 'MeshService', name: 'stock', labels: {} },
  { kind: 'MeshMultiZoneService', labels: { 'kuma.io/display-name': 'catalogue' } },
  { kind: 'MeshExternalService', name: 'bank', labels: {} },
];

const examples: readonly (readonly [string, string, object])[] = [
  ['nothing about what is reachable, and no mesh', workload('', 'type: Dataplane\n'), {}],
  ['several references', workload(several), { reachableBackends: { refs: severalRefs } }],
  [
    'several references, in a document that does not say that it is a Dataplane',
    workload(several, ''),
    { reachableBackends: { refs: severalRefs } },
  ],
  [
    'one service at one port',
    workload(
      '    reachableBackends:\n      refs:\n      - kind: MeshService\n        name: stock\n        port: 6379\n',
    ),
    { reachableBackends: { refs: [{ kind: 'MeshService', name: 'stock', port: 6379, labels: {} }] } },
  ],
  [
    'no service, by an empty list',
    workload('    reachableBackends:\n      refs: []\n'),
    { reachableBackends: { refs: [] } },
  ],
  [
    'no service, by an empty map',
    workload('    reachableBackends: {}\n'),
    { reachableBackends: { refs: [] } },
  ],
  [
    'every service of a namespace',
    workload(
      '    reachableBackends:\n      refs:\n      - kind: MeshService\n        labels:\n          k8s.kuma.io/namespace: shop\n',
    ),
    { reachableBackends: { refs: [{ kind: 'MeshService', labels: { 'k8s.kuma.io/namespace': 'shop' } }] } },
  ],
  [
    'services by the older way',
    workload('    reachableServices:\n      - stock_shop_svc_6379\n      - bank_shop_svc_443 \n'),
    { reachableServices: ['stock_shop_svc_6379', 'bank_shop_svc_443'] },
  ],
];

for (const [name, text, reach] of examples) {
  test(`${name}: is read as it stands`, () => {
    const { networking } = specOf(dataplane, text);
    assert.deepEqual(networking.transparentProxying, {
      redirectPortInbound: 15006,
      redirectPortOutbound: 15001,
      ipFamilyMode: 'DualStack',
      ...reach,
    });
    assert.equal(decodeYaml(text).ref?.namespace, 'default');
  });
}

test('a document without a type that is not a Dataplane is none', () => {
  assert.equal(decodeYaml('{name: compose, networking: {driver: bridge}}').ref, undefined);
});
