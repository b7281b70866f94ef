import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { tcpRoute } from './tcp-route.ts';

const route = (spec: string, version = 'v1') =>
  `{apiVersion: gateway.networking.k8s.io/${version}, kind: TCPRoute, metadata: {name: db}, spec: ${spec}}`;

test('references are completed, in both served versions', () => {
  const spec = '{parentRefs: [{name: edge}], rules: [{backendRefs: [{name: db, port: 5432}]}]}';
  assert.deepEqual(specOf(tcpRoute, route(spec)), {
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }],
    rules: [{ backendRefs: [{ group: '', kind: 'Service', name: 'db', port: 5432, weight: 1 }] }],
  });
  assert.deepEqual(specOf(tcpRoute, route(spec, 'v1alpha2')), specOf(tcpRoute, route(spec)));
});

test('a rule without a backend, a route without a rule, and matches are mistakes', () => {
  assert.deepEqual(said(decodeYaml(route('{rules: [{backendRefs: []}]}'))), [
    'error spec.rules[0].backendRefs: must have at least one item',
  ]);
  assert.deepEqual(said(decodeYaml(route('{}'))), ['error spec.rules: is required']);
  assert.deepEqual(said(decodeYaml(route('{rules: [{matches: [], backendRefs: [{name: db}]}]}'))), [
    'warning spec.rules[0].matches: is not a field that is known here, so it is ignored',
  ]);
});
