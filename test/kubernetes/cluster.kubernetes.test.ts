import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cgroupsOf } from './harness/cgroups.ts';
import { type Cluster, startCluster } from './harness/cluster.ts';
import { leftBehind, makeFolder } from './harness/folder.ts';
import { echo } from './harness/images.ts';
import { nameServerAddress } from './harness/network.ts';
import { clusterMissing } from './harness/tools.ts';

const name = 'echo';
const labels = { app: name };

/** A workload of two that answer with what they were asked, and its Service. */
function workload(version: string) {
  const metadata = { name, namespace: 'default' };
  const container = {
    name,
    image: echo().names[0],
    imagePullPolicy: 'Never',
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'SERVICE_NAME', value: version },
    ],
    readinessProbe: { httpGet: { path: '/', port: 3000 }, periodSeconds: 1 },
  };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels: { ...labels, version } }, spec: { containers: [container] } },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ port: 80, targetPort: 3000 }] },
    },
  ];
}

describe('a cluster for tests', { skip: clusterMissing() }, () => {
  let cluster: Cluster;
  before(async () => {
    cluster = await startCluster({ images: [echo()] });
  });
  after(() => cluster?.close());

  const rollout = () => cluster.kubectl(['rollout', 'status', `deployment/${name}`, '--timeout=60s']);
  const addressOf = (service: string) =>
    cluster.kubectl(['get', 'service', service, '--output=jsonpath={.spec.clusterIP}']);
  const ask = async () => {
    const answer = await cluster.machine.get(`http://${await addressOf(name)}/`);
    return JSON.parse(answer) as { readonly pod: string; readonly service: string };
  };

  it('runs pods, and reaches all of them by their Service', async () => {
    await cluster.apply(...workload('first'));
    await rollout();
    const names = await cluster.kubectl(['get', 'pods', '--selector=app=echo', '--output=name']);
    const pods = names.trim().split('\n');
    assert.equal(pods.length, 2);
    for (const pod of pods) while (`pod/${(await ask()).pod}` !== pod);
  });

  it('rolls a change out: who is asked afterwards is of the new version', async () => {
    await cluster.apply(...workload('second'));
    await rollout();
    while ((await ask()).service !== 'second');
    const first = ['pod', '--selector=app=echo,version=first'];
    await cluster.kubectl(['wait', '--for=delete', ...first, '--timeout=60s']);
    for (let i = 0; i < 10; i++) assert.equal((await ask()).service, 'second');
  });

  it('tells a pod’s logs', async () => {
    assert.match(
      await cluster.kubectl(['logs', `deployment/${name}`]),
      /Starting server, listening on port 3000/,
    );
  });

  it('answers who asks for the name of a Service', async () => {
    const answer = await cluster.machine.run(
      'dig',
      '+short',
      `@${nameServerAddress}`,
      `${name}.default.svc.cluster.local`,
    );
    assert.equal(answer.trim(), await addressOf(name));
  });

  it('serves on while its API server is away, and takes changes when that is back', async () => {
    const url = `http://${await addressOf(name)}/`;
    await cluster.server.stop();
    await cluster.machine.get(url);
    await cluster.server.start();
    await cluster.apply(...workload('third'));
    await rollout();
    while ((await ask()).service !== 'third');
  });

  it('leaves nothing when it is closed', async () => {
    const { folder } = cluster.machine;
    await cluster.close();
    assert.deepEqual(leftBehind(folder.name), []);
  });

  it('leaves nothing that lives when its test is killed, and the next start removes the rest', async () => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('harness/cluster-process.ts', import.meta.url))],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [told] = await once(child.stdout, 'data');
    const killed = String(told).trim();
    assert.ok(cgroupsOf(killed).length > 0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const folder = await makeFolder();
    await folder.remove();
    assert.deepEqual(leftBehind(killed), []);
  });
});
