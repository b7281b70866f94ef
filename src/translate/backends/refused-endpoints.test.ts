import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeResource, type EndpointSlice } from '#resources';
import { ownListener } from '../own-listener.ts';
import { refusedEndpoints } from './refused-endpoints.ts';

const policy = {
  allowed: new Set<never>(),
  socketDirectories: 'any',
  refusedSockets: [],
  ownListeners: [ownListener(18_001, { loopback: true, others: ['10.0.0.5'] })],
} as const;

function slice(labels: Readonly<Record<string, string>>, address: string): EndpointSlice {
  const { resource } = decodeResource({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'fairlead', namespace: 'system', labels },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address] }],
    ports: [{ name: 'api', port: 18_001, protocol: 'TCP' }],
  });
  return resource as EndpointSlice;
}

const byKubernetes = { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };

test('that we stand among the endpoints of our own Service is nobody’s mistake, and what somebody wrote so is', () => {
  assert.equal(refusedEndpoints(slice(byKubernetes, '10.0.0.5'), policy), undefined);
  const [finding] = refusedEndpoints(slice({}, '10.0.0.5'), policy)?.findings ?? [];
  assert.match(finding?.message ?? '', /where the control plane itself listens/);
});
