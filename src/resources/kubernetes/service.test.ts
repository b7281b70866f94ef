import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { service } from './service.ts';

function serviceWith(spec: string): string {
  return `{apiVersion: v1, kind: Service, metadata: {name: web}, spec: ${spec}}`;
}

test('a port is served by the same port of the endpoints unless it says which', () => {
  const spec = specOf(
    service,
    serviceWith(`{selector: {app: web}, sessionAffinity: None, ports: [
      {name: http, port: 80}, {name: admin, port: 81, targetPort: 8081, nodePort: 30000},
      {name: grpc, port: 82, targetPort: grpc, appProtocol: kubernetes.io/h2c}]}`),
  );
  assert.deepEqual(spec, {
    type: 'ClusterIP',
    clusterIPs: [],
    selector: { app: 'web' },
    ports: [
      { name: 'http', protocol: 'TCP', port: 80, targetPort: 80 },
      { name: 'admin', protocol: 'TCP', port: 81, targetPort: 8081 },
      { name: 'grpc', protocol: 'TCP', appProtocol: 'kubernetes.io/h2c', port: 82, targetPort: 'grpc' },
    ],
  });
});

test('an old object has only clusterIP; a headless one says None', () => {
  assert.deepEqual(specOf(service, serviceWith('{clusterIP: 10.0.0.1}')).clusterIPs, ['10.0.0.1']);
  assert.deepEqual(specOf(service, serviceWith('{clusterIP: None}')).clusterIPs, ['None']);
  assert.deepEqual(
    specOf(service, serviceWith('{clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, "fd00::1"]}')).clusterIPs,
    ['10.0.0.1', 'fd00::1'],
  );
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'several ports without names',
    '{ports: [{port: 1}, {port: 2, name: b}]}',
    ['error spec.ports[0].name: is required where a Service has more than one port'],
  ],
  [
    'ports of one name',
    '{ports: [{port: 1, name: a}, {port: 2, name: a}]}',
    ['error spec.ports[1].name: must be unique in its list, but item 0 has "a" too'],
  ],
  [
    'an external name that is not there',
    '{type: ExternalName}',
    ['error spec.externalName: is required where the type is ExternalName'],
  ],
  [
    'a target port out of range',
    '{ports: [{port: 1, targetPort: 0}]}',
    ['error spec.ports[0].targetPort: must be from 1 to 65535, but is 0'],
  ],
];

for (const [name, spec, expected] of mistakes) {
  test(`${name} is refused with a reason`, () => {
    assert.deepEqual(said(decodeYaml(serviceWith(spec))), expected);
  });
}
