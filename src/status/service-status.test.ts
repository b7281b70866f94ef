import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGraph } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { proxyId, type Report, type ServiceReport } from '#model';
import { deriveStatus, type Refusal, type ServingWorkload } from './status.ts';

const accepted = { Accepted: { holds: true, reason: 'Accepted', message: '' } };

function stage(kind: string, outcome: Omit<ServiceReport, 'verdicts'>) {
  const graph = createGraph();
  const reports = graph.source<Report>('reports');
  const served = graph.source<true>('served');
  const workloads = graph.source<ServingWorkload>('workloads');
  const findings = graph.source<readonly Finding[]>('findings');
  const refusals = graph.source<Refusal>('refusals');
  const { statuses } = deriveStatus(graph, { reports, findings, refusals, served, workloads });
  const ref = { group: 'kuma.io', kind, zone: 'local', namespace: 'default', name: 'web' };
  const service = resourceKey(ref);
  reports.set(service, {
    ...{ ref, apiVersion: 'kuma.io/v1alpha1', generation: 1, findings: [] },
    outcome: { kind: 'service', verdicts: accepted, ...outcome },
  });
  const sidecar = (dataplane: string) => proxyId({ kind: 'sidecar', mesh: 'default', dataplane });
  const status = () => {
    const { conditions, ...rest } = statuses.get(service) ?? {};
    assert.deepEqual(
      conditions?.map(({ type }) => type),
      ['Accepted'],
    );
    return rest;
  };
  return { status, served, workloads, service, sidecar };
}

test('a service is told its addresses, its names, what became of the generators, and who serves it', () => {
  const { status, served, workloads, service, sidecar } = stage('MeshService', {
    addresses: ['241.0.0.1', 'fd00:fd00::f100:1'],
    namings: [
      { generator: 'a', hostname: 'web.local', generated: { holds: true, reason: 'Generated', message: '' } },
      { generator: 'b', generated: { holds: false, reason: 'Collision', message: 'no' } },
    ],
    workloads: { total: 3, ready: 2 },
  });
  const proxies = () => status().dataplaneProxies;
  const generated = (coreName: string, status: string, reason: string, message: string) => ({
    hostnameGeneratorRef: { coreName },
    conditions: [{ type: 'Generated', status, reason, message }],
  });
  assert.deepEqual(status(), {
    addresses: [
      { hostname: 'web.local', origin: 'HostnameGenerator', hostnameGeneratorRef: { coreName: 'a' } },
    ],
    vips: [{ ip: '241.0.0.1' }, { ip: 'fd00:fd00::f100:1' }],
    hostnameGenerators: [generated('a', 'True', 'Generated', ''), generated('b', 'False', 'Collision', 'no')],
    dataplaneProxies: { connected: 0, healthy: 2, total: 3 },
  });
  for (const name of ['one', 'two']) workloads.set(name, { service, sidecar: sidecar(name) });
  served.set(sidecar('one'), true);
  served.set(sidecar('other'), true);
  assert.equal(proxies()?.connected, 1);
  served.set(sidecar('two'), true);
  assert.equal(proxies()?.connected, 2);
  served.delete(sidecar('one'));
  assert.equal(proxies()?.connected, 1);
});

test('a MeshExternalService has one address, and a MeshMultiZoneService those that it joins', () => {
  const outside = stage('MeshExternalService', {
    addresses: ['242.0.0.1', 'fd00:fd00::f200:1'],
    namings: [],
  });
  assert.deepEqual(outside.status(), { addresses: [], vip: { ip: '242.0.0.1' } });
  const joins = [{ mesh: 'default', zone: 'east', name: 'web' }];
  const joined = stage('MeshMultiZoneService', { addresses: ['243.0.0.1'], namings: [], joins });
  assert.deepEqual(joined.status(), { addresses: [], vips: [{ ip: '243.0.0.1' }], meshServices: joins });
});
