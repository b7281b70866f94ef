import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { type Cluster, createKubernetesSource, openCluster } from '#sources/kubernetes';
import { documentsIn } from '../../src/main/testing/hand-fed.ts';
import { ask } from '../harness/client.ts';
import { backend, gatewayOn, route, rule } from '../harness/manifests.ts';
import { type RunningGateway, runGateway } from '../harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from '../harness/upstreams.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { apiServerMissing } from './harness/tools.ts';

const controller = 'fairlead.dev/gateway-controller';

describe('a cluster with definitions of an older Gateway API', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  let cluster: Cluster;
  let upstreams: Upstreams;
  let gateway: RunningGateway;
  let port: number;
  const notices: string[] = [];
  const told = () => notices.filter(notice => notice.includes('definitions of the Gateway API'));

  before(async () => {
    server = await startApiServer();
    await applyDefinitions(server, 'older', 'envoy-gateway');
    upstreams = await startUpstreams();
    port = await freePort();
    cluster = await openCluster({ kubeconfig: server.kubeconfig });
    const text = [
      gatewayOn(port),
      backend('a', upstreams.values.a),
      route('shop', 'shop.test', rule('/', 'a')),
    ];
    for (const document of documentsIn(text.join('---'))) {
      const object = document as { readonly kind: string; readonly metadata: object };
      const namespace = object.kind === 'GatewayClass' ? {} : { namespace: 'default' };
      await server.apply({ ...object, metadata: { ...object.metadata, ...namespace } });
    }
    gateway = await runGateway({}, undefined, {
      source: createKubernetesSource({ cluster, controller, onNotice: message => notices.push(message) }),
    });
  });
  after(async () => {
    await gateway?.close();
    await upstreams?.close();
    cluster?.close();
    await server?.close();
  });

  async function until(what: string, look: () => Promise<string>): Promise<void> {
    const end = Date.now() + 20_000;
    for (let last = await look(); last !== what; last = await look()) {
      if (Date.now() > end) assert.fail(`${what} never came, but ${last}; ${notices.join('; ')}`);
      await pause(50);
    }
  }

  it('is served, status is written, and the age is told once', async () => {
    const { status, seen } = await ask({ plain: port, secure: 0 }, { host: 'shop.test', path: '/' });
    assert.deepEqual([status, seen?.backend], [200, 'a']);
    await until('True', () =>
      server.kubectl([
        ...['get', 'httproute', 'shop'],
        '--output=jsonpath={.status.parents[0].conditions[?(@.type=="Accepted")].status}',
      ]),
    );
    assert.deepEqual(told(), [
      "the cluster's definitions of the Gateway API are of v1.2.1: its API server drops fields that came later, up to v1.6, and has no objects of kinds that came later; the rest is served",
    ]);
    assert.deepEqual(
      notices.filter(notice => !told().includes(notice)),
      [],
    );
  });

  it('is served on when they are renewed, and that is told', async () => {
    await applyDefinitions(server, 'standard');
    await until('2', async () => String(told().length));
    assert.match(told()[1] ?? '', /are of v1\.6 or newer now/);
    const { status } = await ask({ plain: port, secure: 0 }, { host: 'shop.test', path: '/' });
    assert.equal(status, 200);
  });
});
