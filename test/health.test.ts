import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import type { ObjectStatus } from '#status';
import { followReadiness } from '../src/cli/live/readiness-lines.ts';
import { inspect } from '../src/main/introspection.ts';
import { ask } from './harness/client.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';

const host = 'health.test';

/** Upstream answers everything with a status that the test changes. */
interface Upstream {
  readonly port: number;
  status: number;
  close(): void;
}

async function startUpstream(port = 0): Promise<Upstream> {
  const upstream = { port, status: 200, close: () => {} };
  const server = http.createServer((_, response) => response.writeHead(upstream.status).end());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  upstream.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return Object.assign(upstream, { port: address.port });
}

const policy = (healthCheck: string, kind = 'HTTPRoute', name = 'r') => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: watched}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: ${kind}, name: ${name}}]
  healthCheck: ${healthCheck}
`;
const checked =
  '{active: {type: HTTP, interval: 200ms, timeout: 200ms, unhealthyThreshold: 1, http: {path: /health, expectedStatuses: [200]}}}';

const keyOf = (name: string) => `gateway.envoyproxy.io/Backend/local/default/${name}`;

function statusOf({ controlPlane }: RunningGateway, name: string): ObjectStatus {
  return controlPlane.pipeline.status.statuses.get(keyOf(name)) ?? {};
}

function readiness(running: RunningGateway, name: string): string {
  const found = statusOf(running, name).conditions?.find(({ type }) => type === 'EndpointsReady');
  return found === undefined ? 'nothing' : `${found.status} ${found.reason}: ${found.message}`;
}

function explained({ controlPlane }: RunningGateway, name: string) {
  const explanation = inspect().of(controlPlane).explain(keyOf(name));
  if (explanation?.kind !== 'backend') throw new Error('no backend');
  return { ready: explanation.ready, ...explanation.backends[0], seen: explanation.backends[0]?.seen ?? [] };
}

/** Resolves when it is said; rejects after two seconds, which is the promise. */
function comesToSay(running: RunningGateway, name: string, words: RegExp, within = 2_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const { statuses } = running.controlPlane.pipeline.status;
    const look = () => {
      if (!words.test(readiness(running, name))) return;
      end();
      clearTimeout(timer);
      resolve();
    };
    const end = statuses.subscribe(look);
    const timer = setTimeout(() => {
      end();
      reject(new Error(`after ${within} ms it says: ${readiness(running, name)}`));
    }, within);
    look();
  });
}

describe('what is said of the endpoints of a Backend', () => {
  const ends: (() => unknown)[] = [];
  after(async () => {
    for (const end of ends.reverse()) await end();
  });

  async function start(text: (port: number) => string): Promise<RunningGateway & { readonly port: number }> {
    const port = await freePort();
    const running = await runGateway({ 'all.yaml': text(port) });
    ends.push(() => running.close());
    return { ...running, port };
  }

  async function upstream(): Promise<Upstream> {
    const one = await startUpstream();
    ends.push(() => one.close());
    return one;
  }

  it('is what its health check finds, within two seconds, and costs its status alone', async () => {
    const [a, b] = [await upstream(), await upstream()];
    const running = await start(port =>
      [
        gatewayOn(port),
        backend('shop', a.port, b.port),
        backend('other', a.port),
        route('r', host, rule('/', 'shop')),
        route('q', `other.${host}`, rule('/', 'other')),
        policy(checked),
      ].join('---'),
    );
    await comesToSay(running, 'shop', /^True EndpointsReady: 2 of 2 endpoints healthy$/);
    assert.equal(readiness(running, 'other'), 'nothing', 'nobody watches it');

    const pushes = running.pushes.length;
    const runs = () => new Map(running.controlPlane.graph.dump().map(({ name, runs }) => [name, runs]));
    const before = runs();
    b.status = 503;
    await comesToSay(
      running,
      'shop',
      new RegExp(`^True SomeEndpointsReady: 1 of 2 .*127.0.0.1:${b.port} fails`),
    );
    assert.deepEqual(statusOf(running, 'shop').endpoints, { healthy: 1, unhealthy: 1, unresolved: 0 });
    const ran = [...runs()].flatMap(([name, count]) => (count === before.get(name) ? [] : [name]));
    assert.deepEqual(ran.sort(), ['status/corrected', 'status/readiness', 'status/ready']);

    const { seen, ready } = explained(running, 'shop');
    const alike = seen.map(({ address, state, why, proxies }) => ({ address, state, why, proxies }));
    const proxies = ['default/edge'];
    assert.deepEqual(
      alike.sort((x, y) => (x.state < y.state ? -1 : 1)),
      [
        { address: `127.0.0.1:${a.port}`, state: 'healthy', why: undefined, proxies },
        { address: `127.0.0.1:${b.port}`, state: 'unhealthy', why: 'it answered 503', proxies },
      ],
    );
    assert.equal(ready?.reason, 'SomeEndpointsReady');
    const { cells } = inspect().of(running.controlPlane).row(keyOf('shop')) ?? {};
    assert.ok(cells?.includes('1/2'), `${cells}`);

    a.status = 500;
    await comesToSay(running, 'shop', /^False NoHealthyEndpoints: 0 of 2 endpoints healthy: /);
    a.status = 200;
    b.status = 200;
    await comesToSay(running, 'shop', /^True EndpointsReady: 2 of 2 endpoints healthy$/);
    assert.equal(running.pushes.length, pushes, 'no proxy is told of it');
  });

  it('is that they are left out, where requests to them fail', async () => {
    const a = await upstream();
    const running = await start(port =>
      [
        gatewayOn(port),
        backend('shop', a.port),
        route('r', host, rule('/', 'shop')),
        policy(
          '{passive: {consecutive5XxErrors: 2, interval: 1s, baseEjectionTime: 2s, maxEjectionPercent: 100}, panicThreshold: 0}',
        ),
      ].join('---'),
    );
    await comesToSay(running, 'shop', /^True EndpointsReady/);
    a.status = 500;
    const request = () => ask({ plain: running.port, secure: 0 }, { host, path: '/' });
    for (let i = 0; i < 2; i++) assert.equal((await request()).status, 500);
    await comesToSay(running, 'shop', /^False NoHealthyEndpoints: .* failed requests and is left out/);
    a.status = 200;
    await comesToSay(running, 'shop', /^True EndpointsReady/, 6_000);
  });

  it('is which of its names lead nowhere', async () => {
    const a = await upstream();
    const named = (second: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: shop}
spec: {endpoints: [{fqdn: {hostname: localhost, port: ${a.port}}}, {fqdn: {hostname: ${second}, port: 80}}]}
`;
    const running = await start(port =>
      [gatewayOn(port), named('nobody.invalid'), route('r', host, rule('/', 'shop'))].join('---'),
    );
    await comesToSay(
      running,
      'shop',
      /^True SomeEndpointsReady: \d address(es)? found, which nobody checks: nobody.invalid leads to no address$/,
      5_000,
    );
    const { unresolved } = statusOf(running, 'shop').endpoints ?? {};
    assert.equal(unresolved, 1);
    const names = explained(running, 'shop').names ?? [];
    assert.deepEqual(
      names.map(({ name, addresses, since }) => [name, addresses.length > 0, since !== undefined]),
      [
        ['localhost', true, true],
        ['nobody.invalid', false, false],
      ],
    );
  });

  it('is told on a line when nobody is left, and when somebody is back', async () => {
    const a = await upstream();
    const running = await start(port =>
      [gatewayOn(port), backend('shop', a.port), route('r', host, rule('/', 'shop')), policy(checked)].join(
        '---',
      ),
    );
    await comesToSay(running, 'shop', /^True EndpointsReady/);
    const lines: string[] = [];
    const end = followReadiness(running.controlPlane.pipeline.status, (sign, text) =>
      lines.push(`${sign} ${text}`),
    );
    a.status = 503;
    await comesToSay(running, 'shop', /^False/);
    a.status = 200;
    await comesToSay(running, 'shop', /^True/);
    end();
    assert.match(
      lines.join('\n'),
      /^! backend\/default\/shop: nobody .* 0 of 1 .*\n✓ backend\/default\/shop: .* 1 of 1 endpoint healthy$/,
    );
  });

  it('is that there is none', async () => {
    const service = `
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{port: 80}], clusterIP: None}
`;
    const toService = rule('/', 'shop').replace(
      'group: gateway.envoyproxy.io, kind: Backend',
      'kind: Service, port: 80',
    );
    const running = await start(port => [gatewayOn(port), service, route('r', host, toService)].join('---'));
    const status = running.controlPlane.pipeline.status.statuses.get('/Service/local/default/shop');
    assert.deepEqual(
      status?.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
      ['EndpointsReady False NoEndpoints'],
    );
  });
});
