import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { grpcRoute } from './grpc-route.ts';

const route = (spec: string, version = 'v1') =>
  `{apiVersion: gateway.networking.k8s.io/${version}, kind: GRPCRoute, metadata: {name: shop}, spec: ${spec}}`;
const match = (text: string) => route(`{rules: [{matches: [${text}]}]}`);

test('a rule without matches takes every request, and a reference is completed', () => {
  assert.deepEqual(specOf(grpcRoute, route('{rules: [{backendRefs: [{name: web, port: 80}]}]}')).rules, [
    {
      matches: [{ headers: [] }],
      filters: [],
      backendRefs: [{ group: '', kind: 'Service', name: 'web', port: 80, weight: 1, filters: [] }],
    },
  ]);
});

test('both served versions are read alike', () => {
  const spec = '{hostnames: [grpc.example.com]}';
  assert.deepEqual(specOf(grpcRoute, route(spec, 'v1alpha2')), specOf(grpcRoute, route(spec)));
});

test('a method match compares names, exactly unless it says otherwise', () => {
  const { rules } = specOf(grpcRoute, match('{method: {service: shop.v1.Cart}}'));
  assert.deepEqual(rules[0]?.matches, [{ method: { type: 'Exact', service: 'shop.v1.Cart' }, headers: [] }]);
});

test('a method match without names, or with what is not a name, is said', () => {
  assert.deepEqual(said(decodeYaml(match('{method: {}}'))), [
    'error spec.rules[0].matches[0].method: must name a service or a method',
  ]);
  assert.deepEqual(said(decodeYaml(match('{method: {service: shop/Cart, method: Add-Item}}'))), [
    'error spec.rules[0].matches[0].method.service: must be the name of a gRPC service such as shop.v1.Cart',
    'error spec.rules[0].matches[0].method.method: must be the name of a gRPC method such as AddItem',
  ]);
});

test('a filter that only HTTPRoute has is left to translation, so that it takes out one rule', () => {
  const { rules } = specOf(
    grpcRoute,
    route('{rules: [{filters: [{type: URLRewrite, urlRewrite: {hostname: elsewhere.test}}]}]}'),
  );
  assert.deepEqual(rules[0]?.filters, [{ type: 'unsupported', written: 'URLRewrite' }]);
});
