import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, fromBinary } from '@bufbuild/protobuf';
import { anyPack, anyUnpack } from '@bufbuild/protobuf/wkt';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { CorsSchema } from '#gen/envoy/extensions/filters/http/cors/v3/cors_pb.js';
import { HttpConnectionManagerSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { type Destination, type Gateway, proxyId, type TcpAttachment } from '#model';
import type { ChainFilter } from './chain-filters.ts';
import { encodeListener } from './listener.ts';

const id = proxyId({ kind: 'gateway', namespace: 'default', name: 'edge' });
const gateway: Gateway = {
  id,
  origin: 'g/Gateway/local/default/edge',
  addresses: [],
  listeners: [{ kind: 'tcp', name: 'db', port: 5432 }],
};

const to = (backend: string, weight = 1): Destination => ({
  kind: 'backend',
  use: { backend, protocol: 'http1' },
  weight,
});

const attached = (name: string, created: string, ...destinations: Destination[]): TcpAttachment => ({
  kind: 'tcp',
  table: { proxy: id, port: 5432 },
  listener: 'db',
  domain: '*',
  route: {
    kind: 'tcp',
    origin: `g/TCPRoute/local/default/${name}`,
    created,
    forwarding: { destinations, mirrors: [] },
  },
});

const encode = (...routes: TcpAttachment[]) => encodeListener(gateway, 5432, routes, () => []);

test('a TCP listener needs the clusters of its route before it may go out, and no others', () => {
  const route = attached('db', '', to('b'), to('a'), to('a'), to('idle', 0), { kind: 'invalid', weight: 1 });
  const { requires, origins } = encode(route);
  assert.deepEqual(requires, ['a/http1', 'b/http1']);
  assert.deepEqual(origins, [gateway.origin, route.route.origin]);
});

test('a listener needs the clusters that the filters of its chain name, and tries filters in their order', () => {
  const settings = anyPack(CorsSchema, create(CorsSchema));
  const filter = (instance: string, rank: number, ...clusters: string[]): ChainFilter => ({
    table: 'default/edge/8080',
    instance,
    rank,
    settings,
    clusters,
    isIndispensable: false,
  });
  const http: Gateway = { ...gateway, listeners: [{ kind: 'http', name: 'http', port: 8080 }] };
  const needed = [
    filter('second', 1, 'keys/http1'),
    filter('first/b', 0),
    filter('first/a', 0, 'auth/http2'),
  ];
  const { requires, bytes } = encodeListener(http, 8080, [], () => needed);
  assert.deepEqual(requires, ['auth/http2', 'keys/http1']);
  const [manager] = fromBinary(ListenerSchema, bytes).filterChains[0]?.filters ?? [];
  const packed = manager?.configType.case === 'typedConfig' ? manager.configType.value : undefined;
  const { httpFilters } = anyUnpack(packed ?? settings, HttpConnectionManagerSchema) ?? { httpFilters: [] };
  assert.deepEqual(
    httpFilters.map(f => f.name),
    ['first/a', 'first/b', 'second', 'envoy.filters.http.router'],
  );
});

test('of several routes the oldest has the listener', () => {
  const [older, younger] = ['2025-01-01T00:00:00Z', '2025-01-02T00:00:00Z'];
  assert.deepEqual(encode(attached('a', younger, to('y')), attached('b', older, to('o'))).requires, [
    'o/http1',
  ]);
});

test('without a route that leads anywhere its chain has no filter, so that Envoy closes connections', () => {
  for (const resource of [encode(), encode(attached('db', '', { kind: 'invalid', weight: 1 }))]) {
    assert.deepEqual(resource.requires, []);
    const [chain] = fromBinary(ListenerSchema, resource.bytes).filterChains;
    assert.deepEqual(chain?.filters, []);
  }
});
