import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRegistry, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { BootstrapSchema } from '#gen/envoy/config/bootstrap/v3/bootstrap_pb.js';
import { bootstrapFor, bootstrapMessages } from '../bootstrap.ts';
import { withAdmin } from './bootstrap-target.ts';

test('a bootstrap whose admin interface is moved to a socket is that of an Envoy that was to listen there', () => {
  const told = { proxyId: 'default/web', xdsAddress: '127.0.0.1:1' };
  const registry = createRegistry(...bootstrapMessages);
  const read = (json: unknown) =>
    toJson(BootstrapSchema, fromJson(BootstrapSchema, json as JsonValue, { registry }), { registry });
  const moved = withAdmin(
    JSON.parse(bootstrapFor({ ...told, admin: { kind: 'loopback', port: 9901 } })),
    '/run/envoy/admin.sock',
  );
  const meant = bootstrapFor({ ...told, admin: { kind: 'unix', path: '/run/envoy/admin.sock' } });
  const { admin, ...rest } = read(moved) as { readonly [name: string]: unknown };
  const { admin: adminMeant, ...restMeant } = read(JSON.parse(meant)) as { readonly [name: string]: unknown };
  assert.deepEqual(rest, restMeant);
  assert.deepEqual((admin as { address: unknown }).address, (adminMeant as { address: unknown }).address);
});
