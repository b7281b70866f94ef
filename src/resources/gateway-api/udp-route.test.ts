import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { udpRoute } from './udp-route.ts';

const route = (spec: string, version = 'v1') =>
  `{apiVersion: gateway.networking.k8s.io/${version}, kind: UDPRoute, metadata: {name: dns}, spec: ${spec}}`;

test('references are completed, in both served versions', () => {
  const spec = '{rules: [{name: all, backendRefs: [{name: dns, port: 53, weight: 3}]}]}';
  for (const version of ['v1', 'v1alpha2'])
    assert.deepEqual(specOf(udpRoute, route(spec, version)), {
      parentRefs: [],
      rules: [
        { name: 'all', backendRefs: [{ group: '', kind: 'Service', name: 'dns', port: 53, weight: 3 }] },
      ],
    });
});

test('a route without a rule is a mistake', () => {
  assert.deepEqual(said(decodeYaml(route('{}'))), ['error spec.rules: is required']);
});
