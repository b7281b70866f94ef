import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeResource } from '../decode.ts';

const told = (ciphers: readonly string[]) =>
  decodeResource({
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'ClientTrafficPolicy',
    metadata: { name: 'clients', namespace: 'default' },
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }],
      tls: { ciphers },
    },
  }).findings.map(({ severity, path }) => [severity, path]);

test('a cipher suite that Envoy would refuse, and its listener with it, is a mistake', () => {
  const known = ['ECDHE-RSA-AES128-GCM-SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'];
  assert.deepEqual(told([...known, '[ECDHE-RSA-AES128-GCM-SHA256|ECDHE-RSA-CHACHA20-POLY1305]']), []);
  assert.deepEqual(told([...known, 'INVALID-CIPHER', '[AES128-SHA|RC4]']), [
    ['error', 'spec.tls.ciphers[2]'],
    ['error', 'spec.tls.ciphers[3]'],
  ]);
});
