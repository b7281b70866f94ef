import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { destinationRule } from './destination-rule.ts';

/** ruleWith is a DestinationRule whose spec is written in one line. */
function ruleWith(spec: string): string {
  return `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: shop}\nspec: {${spec}}\n`;
}

const at = 'spec.host';
const hosts: readonly (readonly [string, object])[] = [
  ['shop', { group: '', kind: 'Service', name: 'shop', at }],
  ['shop.prod.svc', { group: '', kind: 'Service', name: 'shop', namespace: 'prod', at }],
  ['shop.prod.svc.cluster.local', { group: '', kind: 'Service', name: 'shop', namespace: 'prod', at }],
  ['Api.Example.com', { group: 'networking.istio.io', kind: 'Hostname', name: 'api.example.com', at }],
  ['*.example.com', { group: 'networking.istio.io', kind: 'Hostname', name: '*.example.com', at }],
];
for (const [host, target] of hosts) {
  test(`${host} is ${Object.values(target).slice(1, -1).join(' ')}`, () => {
    assert.deepEqual(specOf(destinationRule, ruleWith(`host: "${host}"`)).targets, [target]);
  });
}

test('a port is a target of its own', () => {
  const { targets, parts } = specOf(
    destinationRule,
    ruleWith(
      'host: shop, trafficPolicy: {portLevelSettings: [{port: {number: 80}, connectionPool: {tcp: {connectTimeout: 0.5s}}}]}',
    ),
  );
  assert.deepEqual(
    targets.map(({ sectionName, at }) => [sectionName, at]),
    [
      [undefined, 'spec.host'],
      ['80', 'spec.trafficPolicy.portLevelSettings[0].port'],
    ],
  );
  assert.equal(parts[0]?.trafficPolicy.connectionPool?.tcp?.connectTimeout, 500);
});

test('a subset is a target of its own, as is each of its ports, and holds what the whole does where it says nothing else', () => {
  const { targets, parts, subsets } = specOf(
    destinationRule,
    ruleWith(
      'host: shop.example, trafficPolicy: {loadBalancer: {simple: RANDOM}, tls: {mode: SIMPLE}}, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}, portLevelSettings: [{port: {number: 80}}]}}]',
    ),
  );
  assert.deepEqual(subsets, [
    { name: 'v1', labels: { version: 'v1' } },
    { name: 'v2', labels: { version: 'v2' } },
  ]);
  assert.deepEqual(
    targets.map(({ sectionName, at }) => [sectionName, at]),
    [
      [undefined, 'spec.host'],
      ['subset=v2:80', 'spec.subsets[1].trafficPolicy.portLevelSettings[0].port'],
      ['subset=v2', 'spec.subsets[1].trafficPolicy'],
    ],
  );
  const [ofPort, ofSubset] = parts;
  assert.deepEqual(ofPort?.trafficPolicy, {});
  assert.equal(ofSubset?.trafficPolicy.loadBalancer?.simple, 'ROUND_ROBIN');
  assert.equal(ofSubset?.trafficPolicy.tls?.mode, 'SIMPLE');
  assert.equal(ofSubset?.tlsAt, 'spec.trafficPolicy');
});

test('what is said of some clients is said of no gateway, and what is said of all of them is', () => {
  const said = 'host: shop, trafficPolicy: {connectionPool: {tcp: {maxConnections: 1}}}, workloadSelector';
  const { resource, findings } = decodeYaml(ruleWith(`${said}: {matchLabels: {app: till}}`));
  assert.ok(resource?.id === 'istio/DestinationRule');
  assert.deepEqual(resource.spec.trafficPolicy, {});
  assert.equal(resource.spec.parts.length, 0);
  assert.match(findings.map(({ message }) => message).join(), /^means clients by their labels/);
  const all = specOf(destinationRule, ruleWith(`${said}: {matchLabels: {}}`));
  assert.equal(all.trafficPolicy.connectionPool?.tcp?.maxConnections, 1);
});

test('of what cannot be read, whom it is about is', () => {
  const { resource, findings } = decodeYaml(ruleWith('host: shop, trafficPolicy: {tls: {mode: SOME}}'));
  assert.equal(resource, undefined);
  assert.match(said({ findings }).join(), /spec\.trafficPolicy\.tls\.mode/);
});

const without: readonly (readonly [string, string, string])[] = [
  [
    'namespaces that alone see it',
    'exportTo: [".", other]',
    'warning spec.exportTo: has no effect: the rule holds for whoever uses its host, from any namespace',
  ],
  [
    'subsets of a Service',
    'subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {loadBalancer: {simple: RANDOM}}}]',
    'warning spec.subsets: have no effect: labels of the pods of a Service are not known here; write a Service for each, whose selector asks for its labels',
  ],
  [
    'zones beside a hash',
    'trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true}, localityLbSetting: {}}}',
    'warning spec.trafficPolicy.loadBalancer.localityLbSetting: has no effect beside consistentHash: a hash chooses among all endpoints',
  ],
  [
    'shares of zones',
    'trafficPolicy: {loadBalancer: {localityLbSetting: {enabled: true, distribute: []}}}',
    'warning spec.trafficPolicy.loadBalancer.localityLbSetting.distribute: is not served yet: it has no effect',
  ],
];
for (const [what, spec, sentence] of without) {
  test(`says that ${what} are not heeded`, () => {
    assert.deepEqual(said(decodeYaml(ruleWith(`host: shop, ${spec}`))), [sentence]);
  });
}

test('of subsets of a Service nobody looks for a target', () => {
  const { resource } = decodeYaml(
    ruleWith('host: shop, subsets: [{name: v1, trafficPolicy: {loadBalancer: {simple: RANDOM}}}]'),
  );
  assert.ok(resource?.id === 'istio/DestinationRule');
  assert.deepEqual(
    resource.spec.targets.map(({ sectionName }) => sectionName),
    [undefined],
  );
});

test('a rule that all namespaces see is one that says nothing of it', () => {
  assert.deepEqual(said(decodeYaml(ruleWith('host: shop, exportTo: ["*"]'))), []);
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'two ways to balance',
    'loadBalancer: {simple: RANDOM, consistentHash: {useSourceIp: true}}',
    ['error spec.trafficPolicy.loadBalancer.consistentHash: must be left out where simple is given'],
  ],
  [
    'nothing to hash',
    'loadBalancer: {consistentHash: {}}',
    [
      'error spec.trafficPolicy.loadBalancer.consistentHash: must have one of httpHeaderName, httpCookie, useSourceIp, httpQueryParameterName',
    ],
  ],
  [
    'a client without certificate',
    'tls: {mode: MUTUAL}',
    ['error spec.trafficPolicy.tls.credentialName: is required where the mode is MUTUAL'],
  ],
  [
    'a way through a proxy',
    'tunnel: {targetHost: far.example, targetPort: 443}',
    [
      'error spec.trafficPolicy.tunnel: is not served: no connection is led through a proxy (CONNECT) here, and nothing is sent to it instead',
    ],
  ],
];
for (const [what, policy, sentences] of mistakes) {
  test(`says what is wrong with ${what}`, () => {
    assert.deepEqual(said(decodeYaml(ruleWith(`host: shop, trafficPolicy: {${policy}}`))), sentences);
  });
}
