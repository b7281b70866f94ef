import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { endpointSlice } from './endpoint-slice.ts';

function slice(body: string): string {
  return `{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice,
    metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}, ${body}}`;
}

test('an endpoint is ready unless it says that it is not, and serves while it is ready', () => {
  const spec = specOf(
    endpointSlice,
    slice(`addressType: IPv4, ports: [{port: 8080}], endpoints: [
      {addresses: [10.0.0.1], targetRef: {kind: Pod, name: p}},
      {addresses: [10.0.0.2], conditions: {ready: false}, zone: west},
      {addresses: [10.0.0.3], conditions: {ready: false, serving: true, terminating: true}}]`),
  );
  assert.deepEqual(spec, {
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: [
      { addresses: ['10.0.0.1'], conditions: { ready: true, serving: true, terminating: false } },
      {
        addresses: ['10.0.0.2'],
        conditions: { ready: false, serving: false, terminating: false },
        zone: 'west',
      },
      { addresses: ['10.0.0.3'], conditions: { ready: false, serving: true, terminating: true } },
    ],
  });
});

test('addresses are of the family that the slice says', () => {
  assert.deepEqual(
    said(decodeYaml(slice('addressType: IPv6, endpoints: [{addresses: ["fd00::1", 10.0.0.1]}]'))),
    ['error endpoints[0].addresses[1]: must be an IPv6 address as the addressType says'],
  );
  assert.deepEqual(said(decodeYaml(slice('addressType: FQDN, endpoints: [{addresses: [a.b]}]'))), []);
});

test('ports are told apart by their names', () => {
  assert.deepEqual(said(decodeYaml(slice('addressType: IPv4, ports: [{port: 1}, {port: 2}]'))), [
    'error ports[1].name: must be unique in its list, but item 0 has "" too',
  ]);
});
