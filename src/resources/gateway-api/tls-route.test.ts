import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { tlsRoute } from './tls-route.ts';

const route = (spec: string, version = 'v1') =>
  `{apiVersion: gateway.networking.k8s.io/${version}, kind: TLSRoute, metadata: {name: db}, spec: ${spec}}`;

test('hostnames may be left out, in every served version', () => {
  const spec = '{rules: [{backendRefs: [{name: db, port: 5432}]}]}';
  for (const version of ['v1', 'v1alpha2', 'v1alpha3'])
    assert.deepEqual(specOf(tlsRoute, route(spec, version)), {
      parentRefs: [],
      hostnames: [],
      rules: [{ backendRefs: [{ group: '', kind: 'Service', name: 'db', port: 5432, weight: 1 }] }],
    });
});

test('a hostname that is an address is a mistake', () => {
  const spec = '{hostnames: [192.0.2.1], rules: [{backendRefs: [{name: db, port: 1}]}]}';
  assert.equal(said(decodeYaml(route(spec))).length, 1);
});
