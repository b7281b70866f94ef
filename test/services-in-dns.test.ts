import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { DnsServer } from '../src/discovery/testing/dns-server.ts';
import { ask } from './harness/client.ts';
import { asking } from './harness/dns.ts';
import { ownMachine } from './harness/evaluation.ts';
import { gatewayOn } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const service = '_http._tcp.shop.test';
const shop = `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: shop}
spec: {endpoints: [{srv: ${service}}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: shop}]}]
`;

describe('a service that SRV records say the hosts of, through a real Envoy and a real DNS server', () => {
  let upstreams: Upstreams;
  let server: DnsServer;
  let gateway: RunningGateway;
  let plain: number;
  const portOf = (name: string) => Number(upstreams.values[name]);
  /** What the domain says from now on: each host is called by its upstream's name. */
  const offer = (
    hosts: Readonly<Record<string, { readonly priority?: number; readonly weight?: number }>>,
  ) => {
    const services = Object.entries(hosts).map(([name, said]) => ({
      target: `${name}.shop.test`,
      port: portOf(name.replace('gone', 'b')) + (name === 'gone' ? 1 : 0),
      ...said,
    }));
    server.zone[service] = { services, ttl: 1 };
  };
  /** Waits for one more push than there were, which are acknowledged. */
  const changed = async (change: () => void) => {
    const before = gateway.pushes.length;
    change();
    await gateway.pushedBeyond(before);
  };
  const shares = async (count: number) => {
    const found = new Map<string, number>();
    for (let i = 0; i < count; i++) {
      const { status, seen } = await ask({ plain, secure: 0 }, { host: 'shop.test', path: '/' });
      const who = seen?.backend ?? String(status);
      found.set(who, (found.get(who) ?? 0) + 1);
    }
    return found;
  };

  before(async () => {
    upstreams = await startUpstreams();
    server = await DnsServer.start();
    for (const name of ['a', 'b', 'c', 'h2', 'gone']) {
      server.zone[`${name}.shop.test`] = { addresses: ['127.0.0.1'], ttl: 1 };
    }
    plain = await freePort();
    offer({ a: { weight: 30 }, b: { weight: 10 } });
    const forbidden = { port: portOf('h2'), reachedBy: () => true };
    gateway = await runGateway(
      { 'gateway.yaml': gatewayOn(plain), 'shop.yaml': shop },
      { ...ownMachine, ownListeners: [forbidden] },
      { discoveries: asking(server) },
    );
    const { backends } = gateway.controlPlane.pipeline.translation;
    while ([...backends.entries()].every(([, { endpoints }]) => endpoints.length < 2))
      await gateway.pushedBeyond(gateway.pushes.length);
  });
  after(async () => {
    await gateway.close();
    await server.stop();
    await upstreams.close();
  });

  it('is sent to by the weights of its records, at their ports', async () => {
    const found = await shares(200);
    assert.deepEqual([...found.keys()].sort(), ['a', 'b']);
    const b = found.get('b') ?? 0;
    assert.ok(b > 25 && b < 75, `b had ${b} of 200, not about 50`);
  });

  it('follows the records when they change', async () => {
    await changed(() => offer({ c: {} }));
    assert.deepEqual([...(await shares(20)).keys()], ['c']);
  });

  it('goes to hosts of the next priority while those of the first are down, without losing a request', async () => {
    await changed(() => offer({ gone: { priority: 10 }, a: { priority: 20 } }));
    assert.deepEqual([...(await shares(20)).keys()], ['a']);
  });

  it('says where records lead that must not be reached, and leaves it out', async () => {
    await changed(() => offer({ a: {}, h2: {} }));
    assert.deepEqual([...(await shares(10)).keys()], ['a']);
    const findings = [...gateway.controlPlane.pipeline.status.findings.entries()].flatMap(([, f]) => f);
    assert.deepEqual(
      findings.map(({ path, reason, message }) => [path, reason, message.split(':')[0]]),
      [['spec.endpoints[0].srv', 'InvalidAddress', 'h2.shop.test leads to a place that is left out']],
    );
  });
});
