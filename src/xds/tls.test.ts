import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentials, status } from '@grpc/grpc-js';
import { isFault } from '#lib/fault.ts';
import { AdsClient } from './testing/ads-client.ts';
import { ca, clientCert, clientKey, serverCert, serverKey } from './testing/certificates.ts';
import { made, view } from './testing/stage.ts';
import { createXdsServer } from './xds-server.ts';

const [root, key, cert] = [Buffer.from(ca), Buffer.from(clientKey), Buffer.from(clientCert)];

test('over TLS a client must present a certificate that the authority signed', async t => {
  const server = createXdsServer();
  t.after(() => server.close());
  const a = made('cluster', 'a');
  server.apply({
    views: [{ view, sets: [view] }],
    resources: [{ type: 'cluster', key: 'a', resource: a }],
    members: [{ set: view, type: 'cluster', name: 'a', present: true }],
  });
  server.open();
  const tls = { cert: serverCert, key: serverKey, clientCa: ca };
  const address = await server.listen({ address: '127.0.0.1:0', tls });
  const known = new AdsClient(address, { credentials: credentials.createSsl(root, key, cert) });
  t.after(() => known.close());
  known.subscribe('cluster', '*');
  await known.take('cluster', ['a']);
  for (const given of [credentials.createSsl(root), credentials.createInsecure()]) {
    const unknown = new AdsClient(address, { credentials: given });
    unknown.subscribe('cluster', '*');
    assert.equal((await unknown.ended).code, status.UNAVAILABLE);
    unknown.close();
  }
});

test('a certificate that is none is told as a fault', async t => {
  const server = createXdsServer();
  t.after(() => server.close());
  await assert.rejects(
    server.listen({ address: '127.0.0.1:0', tls: { cert: 'no', key: 'no' } }),
    error => isFault(error) && /TLS/.test(error.message),
  );
});
