import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { serviceImport } from './service-import.ts';

const imported = (spec: string) =>
  `{apiVersion: multicluster.x-k8s.io/v1alpha1, kind: ServiceImport, metadata: {name: web}, spec: ${spec}}`;

test('an import has ports, and addresses where it is reached', () => {
  assert.deepEqual(specOf(serviceImport, imported('{ports: [{port: 80}], sessionAffinity: None}')), {
    type: 'ClusterSetIP',
    ips: [],
    ports: [{ port: 80, protocol: 'TCP' }],
  });
  const headless = imported(
    '{type: Headless, ips: [10.0.0.1], ports: [{name: web, port: 80, appProtocol: grpc}]}',
  );
  assert.deepEqual(specOf(serviceImport, headless), {
    type: 'Headless',
    ips: ['10.0.0.1'],
    ports: [{ name: 'web', port: 80, protocol: 'TCP', appProtocol: 'grpc' }],
  });
});

test('what its definition refuses is refused', () => {
  assert.deepEqual(said(decodeYaml(imported('{ips: [10.0.0.1, 10.0.0.2, 10.0.0.3]}'))), [
    'error spec.ips: must have at most 2 items, but has 3',
  ]);
  assert.deepEqual(said(decodeYaml(imported('{ports: [{port: 80}, {name: b, port: 81}]}'))), [
    'error spec.ports[0].name: is required where a Service has more than one port',
  ]);
});
