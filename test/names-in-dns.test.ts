import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { DnsServer } from '../src/discovery/testing/dns-server.ts';
import { asking } from './harness/dns.ts';
import { ownMachine } from './harness/evaluation.ts';
import { gatewayOn, route, rule } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';

const addresses = ['127.0.0.2', '127.0.0.3', '127.0.0.4'] as const;
/** A record that would hold for hours, were it not said otherwise. */
const hours = 7200;

/** Backends of one name each, by how it is looked up. The one of a service is looked up by the control plane. */
const backends = (port: number) => `
${['by-ttl', 'hasty', 'governed', 'logical', 'service']
  .map(
    name => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec:
  endpoints: [${name === 'service' ? '{srv: _http._tcp.service.test}' : `{fqdn: ${name}.test, port: ${port}}`}]
  ${
    { hasty: 'dns: {dnsRefreshRate: 500ms, respectDnsTtl: false}', logical: 'dns: {type: Logical}' }[name] ??
    ''
  }
---`,
  )
  .join('')}
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: governed}
spec:
  targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: governed}]
  dns: {dnsRefreshRate: 500ms, respectDnsTtl: false, lookupFamily: IPv4}
`;

describe('names whose addresses change, through a real Envoy and a real DNS server', () => {
  let dns: DnsServer;
  let gateway: RunningGateway;
  let plain: number;
  let port: number;
  const servers: http.Server[] = [];
  /** Answers that are held until somebody lets them go. */
  const held: (() => void)[] = [];
  const arrivals = new EventTarget();

  const set = (name: string, address: string, ttl = 1) => {
    dns.zone[`${name}.test`] = { addresses: [address], ttl };
  };
  /** Which address answered. Every request has a connection of its own to the gateway. */
  const ask = async (name: string, path = '') => {
    const headers = { host: 'names.test' };
    const request = http.get({
      port: plain,
      host: '127.0.0.1',
      path: `/${name}${path}`,
      headers,
      agent: false,
    });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const chunks: Buffer[] = await response.toArray();
    const body = Buffer.concat(chunks).toString();
    return response.statusCode === 200 ? body : String(response.statusCode);
  };
  const until = async (name: string, expected: string) => {
    const deadline = Date.now() + 20_000;
    for (let got = await ask(name); got !== expected; got = await ask(name)) {
      assert.ok(Date.now() < deadline, `${name} is answered by ${got}, not by ${expected}`);
    }
  };

  before(async () => {
    port = await freePort();
    for (const address of addresses) {
      const server = http.createServer((request, response) => {
        if (request.url?.includes('held') !== true) response.end(address);
        else {
          held.push(() => response.end(address));
          arrivals.dispatchEvent(new Event('arrival'));
        }
      });
      server.listen(port, address);
      await once(server, 'listening');
      servers.push(server);
    }
    dns = await DnsServer.start();
    set('service', addresses[0]);
    dns.zone['_http._tcp.service.test'] = { services: [{ target: 'service.test', port }], ttl: 1 };
    for (const name of ['by-ttl', 'logical']) set(name, addresses[0]);
    for (const name of ['hasty', 'governed']) set(name, addresses[0], hours);
    plain = await freePort();
    const names = ['by-ttl', 'hasty', 'governed', 'logical', 'service'];
    const files = {
      'gateway.yaml': gatewayOn(plain),
      'backends.yaml': backends(port),
      'routes.yaml': route('names', 'names.test', ...names.map(name => rule(`/${name}`, name))),
    };
    gateway = await runGateway(files, ownMachine, { discoveries: asking(dns), dnsServers: [dns.address] });
    for (const name of names) await until(name, addresses[0]);
  });
  beforeEach(() => held.splice(0));
  after(async () => {
    await gateway.close();
    await dns.stop();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  for (const name of ['by-ttl', 'service']) {
    it(`${name}: requests under way end where they went, while new ones go to the new address`, async () => {
      const arrived = once(arrivals, 'arrival', { signal: AbortSignal.timeout(10_000) });
      const underWay = ask(name, '/held');
      await arrived;
      for (const address of [addresses[1], addresses[2], addresses[1]]) {
        set(name, address);
        await until(name, address);
      }
      held[0]?.();
      assert.equal(await underWay, addresses[0]);
    });
  }

  it('a Backend may be looked up at a pace of its own, whatever the record says', async () => {
    set('hasty', addresses[1], hours);
    await until('hasty', addresses[1]);
  });

  it('so may one that a BackendTrafficPolicy on it says that of', async () => {
    set('governed', addresses[1], hours);
    await until('governed', addresses[1]);
  });

  it('what is gone keeps its last address where the control plane looked it up, and it says so', async () => {
    const saidOf = () =>
      [...gateway.controlPlane.pipeline.status.findings.entries()].flatMap(([, found]) =>
        found.filter(({ reason }) => reason === 'NameNotResolved').map(({ path }) => path),
      );
    const { findings } = gateway.controlPlane.pipeline.status;
    const said = new Promise<void>(resolve => {
      const end = findings.subscribe(() => {
        if (saidOf().length === 0) return;
        end();
        resolve();
      });
    });
    const answered = await ask('service');
    delete dns.zone['service.test'];
    await said;
    assert.deepEqual(saidOf(), ['spec.endpoints[0].srv']);
    assert.equal(await ask('service'), answered);
  });

  it('so does one name that is an endpoint itself (Logical)', async () => {
    const asked = dns.questions.length;
    delete dns.zone['logical.test'];
    const again = () => dns.questions.slice(asked).filter(question => question === 'logical.test').length;
    while (again() < 4) assert.equal(await ask('logical'), addresses[0]);
    assert.equal(await ask('logical'), addresses[0]);
  });
});
