import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { type Cluster, createKubernetesSource, openCluster } from '#sources/kubernetes';
import { makeWorkplace, succeeded, type Workplace } from '../../src/cli/testing/workplace.ts';
import { documentsIn } from '../../src/main/testing/hand-fed.ts';
import { ask } from '../harness/client.ts';
import { backend, gatewayOn, route, rule } from '../harness/manifests.ts';
import { type RunningGateway, runGateway } from '../harness/running-gateway.ts';
import { startLoad } from '../harness/steady-load.ts';
import { startUpstreams, type Upstreams } from '../harness/upstreams.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { apiServerMissing } from './harness/tools.ts';

const controller = 'fairlead.dev/gateway-controller';

describe('a gateway that stands in a cluster', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  let cluster: Cluster;
  let upstreams: Upstreams;
  let gateway: RunningGateway;
  let place: Workplace;
  let port: number;
  const apply = (text: string) =>
    server.apply(
      ...documentsIn(text).map(document => {
        const object = document as { readonly kind: string; readonly metadata: object };
        const namespace = object.kind === 'GatewayClass' ? {} : { namespace: 'default' };
        return { ...object, metadata: { ...object.metadata, ...namespace } };
      }),
    );

  before(async () => {
    place = await makeWorkplace();
    server = await startApiServer();
    await applyDefinitions(server, 'standard', 'envoy-gateway');
    upstreams = await startUpstreams();
    port = await freePort();
    cluster = await openCluster({ kubeconfig: server.kubeconfig });
    await apply(
      [gatewayOn(port), backend('a', upstreams.values.a), route('shop', 'shop.test', rule('/', 'a'))].join(
        '---',
      ),
    );
    gateway = await runGateway({}, undefined, {
      source: createKubernetesSource({ cluster, controller, onNotice: () => {} }),
    });
  });
  after(async () => {
    await gateway?.close();
    await upstreams?.close();
    cluster?.close();
    await place?.close();
    await server?.close();
  });

  async function answeredBy(host: string, path = '/'): Promise<string> {
    const { status, seen } = await ask({ plain: port, secure: 0 }, { host, path });
    return seen?.backend ?? `status ${status}`;
  }

  /** Asks until the answer is this one: what was written to the API server takes a moment. */
  async function until(what: string, look: () => Promise<string>): Promise<void> {
    const end = Date.now() + 10_000;
    for (let last = await look(); last !== what; last = await look()) {
      if (Date.now() > end) assert.fail(`${what} never came, but ${last}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  async function read(kind: string, name: string) {
    return JSON.parse(await server.kubectl(['get', kind, name, '--output=json']));
  }

  it('serves requests, and what is changed, added and removed', async () => {
    assert.equal(await answeredBy('shop.test'), 'a');
    await apply(backend('b', upstreams.values.b));
    await apply(route('shop', 'shop.test', rule('/', 'b')));
    await until('b', () => answeredBy('shop.test'));
    await apply(route('more', 'more.test', rule('/', 'a')));
    await until('a', () => answeredBy('more.test'));
    await server.kubectl(['delete', 'httproute', 'more']);
    await until('status 404', () => answeredBy('more.test'));
  });

  it('tells in their status what became of the objects', async () => {
    const said = async (kind: string, name: string, type: string) => {
      const { status = {} } = await read(kind, name);
      const conditions = [...(status.conditions ?? []), ...(status.parents?.[0]?.conditions ?? [])];
      return conditions.find(one => one.type === type)?.status ?? 'nothing';
    };
    await until('True', () => said('gatewayclass', 'fairlead', 'Accepted'));
    await until('True', () => said('gateway', 'edge', 'Programmed'));
    await until('True', () => said('httproute', 'shop', 'Accepted'));
    await until('True', () => said('backend', 'a', 'Accepted'));
    const attached = async () => String((await read('gateway', 'edge')).status.listeners[0].attachedRoutes);
    await until('1', attached);
    assert.equal((await read('httproute', 'shop')).status.parents[0].controllerName, controller);
  });

  it('goes on while the API server is away, and what was changed as soon as it is back is there, in traffic and status', async () => {
    const load = startLoad({ port, host: 'shop.test', path: '/' });
    await server.stop();
    await new Promise(resolve => setTimeout(resolve, 3_000));
    assert.equal(await answeredBy('shop.test'), 'b');
    await server.start();
    await apply(route('late', 'late.test', rule('/', 'a')));
    await until('a', () => answeredBy('late.test'));
    await until('1', async () => String((await read('httproute', 'late')).status?.parents?.length));
    const { statuses, total } = await load.stop();
    assert.deepEqual([Object.keys(statuses), total > 50], [['200'], true]);
    await server.kubectl(['delete', 'httproute', 'late']);
  });

  it('is read by the commands that look', async () => {
    const from = ['--kubernetes', '--kubeconfig', server.kubeconfig];
    const checked = succeeded(await place.run(['check', ...from, '--allow-addresses', 'loopback']));
    assert.match(checked, /^\d+ objects in force, nothing to complain about\n$/);
    const rendered = JSON.parse(succeeded(await place.run(['render', ...from])));
    assert.deepEqual(Object.keys(rendered.proxies), ['default/edge']);
    const explained = succeeded(await place.run(['explain', 'httproute/shop', ...from]));
    assert.match(explained, /shop\.test/);
    const file = place.write('shop.yaml', route('shop', 'shop.test', rule('/elsewhere', 'b')));
    const { code, stdout } = await place.run(['diff', '-f', file, ...from, '--allow-addresses', 'loopback']);
    assert.deepEqual([code, /httproute\/default\/shop/.test(stdout)], [1, true], stdout);
  });

  it('is served by `fairlead serve --kubernetes`', async () => {
    const served = place.start([
      ...['serve', '--kubernetes', '--kubeconfig', server.kubeconfig],
      ...['--xds', '127.0.0.1:0', '--api', '127.0.0.1:0'],
    ]);
    const [line] = await served.says(/serving xDS on .*/);
    assert.match(line, /for 1 proxy from the cluster fairlead-test/);
    const [, rest = ''] = /REST on (http\S+):/.exec(line) ?? [];
    const path = '/apis/gateway.envoyproxy.io/v1alpha1/namespaces/default/backends/a';
    const refusal = await fetch(`${rest}${path}`, { method: 'DELETE' });
    assert.equal(refusal.status, 405);
    assert.match(
      await refusal.text(),
      /has no store: write to the cluster fairlead-test \(kubectl apply\), which every replica follows/,
    );
    served.child.kill('SIGTERM');
    assert.equal((await served.ended).code, 0);
  });
});
