import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, fromBinary } from '@bufbuild/protobuf';
import { anyPack, anyUnpack } from '@bufbuild/protobuf/wkt';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { CorsSchema } from '#gen/envoy/extensions/filters/http/cors/v3/cors_pb.js';
import { HttpConnectionManagerSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { XdsResource } from '#lib/xds-resource.ts';
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

const http: Gateway = { ...gateway, listeners: [{ kind: 'http', name: 'http', port: 8080 }] };
const settings = anyPack(CorsSchema, create(CorsSchema));
const filter = (instance: string, rank: number, ...clusters: string[]): ChainFilter => ({
  table: 'default/edge/8080',
  instance,
  rank,
  settings,
  clusters,
  isIndispensable: false,
});

/** The filters of HTTP in the first chain of a listener, in their order. */
function filtersIn({ bytes }: XdsResource): readonly string[] {
  const managers = fromBinary(ListenerSchema, bytes).filterChains[0]?.filters ?? [];
  const packed = managers.flatMap(f => (f.configType.case === 'typedConfig' ? [f.configType.value] : []));
  const [manager] = packed.flatMap(any => anyUnpack(any, HttpConnectionManagerSchema) ?? []);
  return (manager?.httpFilters ?? []).map(f => f.name);
}

const encode = (...routes: TcpAttachment[]) => encodeListener(gateway, 5432, routes, () => []);

test('a TCP listener needs the clusters of its route before it may go out, and no others', () => {
  const route = attached('db', '', to('b'), to('a'), to('a'), to('idle', 0), { kind: 'invalid', weight: 1 });
  const { requires, origins } = encode(route);
  assert.deepEqual(requires, ['a/http1', 'b/http1']);
  assert.deepEqual(origins, [gateway.origin, route.route.origin]);
});

test('a listener needs the clusters that the filters of its chain name, and tries filters in their order', () => {
  const needed = [
    filter('second', 1, 'keys/http1'),
    filter('first/b', 0),
    filter('first/a', 0, 'auth/http2'),
  ];
  const listener = encodeListener(http, 8080, [], () => needed);
  assert.deepEqual(listener.requires, ['auth/http2', 'keys/http1']);
  assert.deepEqual(filtersIn(listener), ['first/a', 'first/b', 'second', 'envoy.filters.http.router']);
});

test('between two listeners stands the newer one with what is still asked for of the older one', () => {
  const guard = (instance: string) => ({
    ...filter(instance, 0, `${instance}/http1`),
    isIndispensable: true,
  });
  const listenerOf = (...filters: ChainFilter[]) => encodeListener(http, 8080, [], () => filters);
  const older = listenerOf(guard('jwt'), guard('oidc'), filter('cors', 1));
  const newer = listenerOf(guard('ext_authz'), { ...guard('oidc'), rank: 2 });
  const [jwt = '', oidc = ''] = older.marks?.names ?? [];
  const after = (...marks: string[]) =>
    older.succession === undefined ? undefined : newer.succession?.after(older.succession, marks);
  const both = after(jwt, oidc);
  assert.ok(both);
  assert.equal(both.isInterim, true);
  assert.deepEqual(filtersIn(both), ['ext_authz', 'jwt', 'oidc', 'envoy.filters.http.router']);
  assert.deepEqual(both.requires, ['ext_authz/http1', 'jwt/http1', 'oidc/http1']);
  assert.deepEqual(
    [...(both.marks?.names ?? [])].sort(),
    [...new Set([...(newer.marks?.names ?? []), jwt])].sort(),
  );
  assert.equal(after(jwt, oidc), both);
  assert.equal(after(oidc), undefined);
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
