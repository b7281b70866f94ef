import assert from 'node:assert/strict';
import { Resolver } from 'node:dns/promises';
import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createManualClock, type ManualClock } from '#graph';
import type { Known, SrvAnswer, SrvWant } from '#model';
import type { Discovery } from '../discovery.ts';
import { discoveryLaws } from '../laws.ts';
import { DnsServer } from '../testing/dns-server.ts';
import { createSrvDiscovery } from './srv-discovery.ts';

/** Asks these servers, and no hosts file. */
function asking(...servers: readonly string[]) {
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers(servers);
  return { resolver, hostsFile: '/dev/null', timeout: 200 };
}

discoveryLaws('createSrvDiscovery', async () => {
  const server = await DnsServer.start();
  const clock = createManualClock();
  const set = (name: string, n: number): SrvAnswer => {
    const target = { name: `host-${n}.${name.slice(6)}`, port: 8000 + n, priority: 0, weight: 1 };
    server.zone[name] = { services: [{ ...target, target: target.name }], ttl: 30 };
    server.zone[target.name] = { addresses: ['10.0.0.1'], ttl: 30 };
    return { kind: 'srv', targets: [{ ...target, addresses: ['10.0.0.1'] }] };
  };
  return {
    want: n => {
      const name = `_http._tcp.n${n}.test`;
      if (server.zone[name] === undefined) set(name, 0);
      return { kind: 'srv', name };
    },
    open: onKnown => createSrvDiscovery({ onKnown, ...asking(server.address), clock }),
    answer: ({ name }, n) => set(name, n),
    fail: ({ name }) => {
      server.zone[name] = 'SERVFAIL';
    },
    later: () => clock.turn(60_000),
    asked: ({ name }) => server.questions.filter(asked => asked === name).length,
    dispose: () => server.stop(),
  };
});

describe('createSrvDiscovery', () => {
  const name = '_http._tcp.shop.test';
  let server: DnsServer;
  let clock: ManualClock;
  let discovery: Discovery<SrvWant>;
  let told: Known<SrvAnswer>[];
  const said = new EventEmitter();
  const until = async (count: number): Promise<Known<SrvAnswer> | undefined> => {
    while (told.length < count) await once(said, 'told', { signal: AbortSignal.timeout(10_000) });
    return told[count - 1];
  };
  const open = (...servers: readonly string[]) => {
    discovery = createSrvDiscovery({
      onKnown: (_, known) => {
        told.push(known);
        said.emit('told');
      },
      ...asking(...servers),
      clock,
    });
  };
  beforeEach(async () => {
    server = await DnsServer.start();
    clock = createManualClock();
    told = [];
    for (const host of ['a.test', 'b.test']) server.zone[host] = { addresses: ['10.0.0.1'], ttl: 30 };
    open(server.address);
  });
  afterEach(async () => {
    discovery.stop();
    await server.stop();
  });

  it('gives hosts, ports, priorities and weights, in an order that does not depend on the server', async () => {
    const services = [
      { target: 'B.shop.test', port: 8080, priority: 10, weight: 5 },
      { target: 'spare.shop.test', port: 80, priority: 20, weight: 0 },
      { target: 'a.shop.test', port: 8081, priority: 10, weight: 15 },
    ];
    server.zone[name] = { services, ttl: 30 };
    const all = ['a', 'b', 'spare'].map(host => `${host}.shop.test`);
    for (const host of all) server.zone[host] = { addresses: ['2001:db8::1', '10.0.0.1'], ttl: 30 };
    const addresses = ['10.0.0.1', '2001:db8::1'];
    discovery.want({ kind: 'srv', name });
    assert.deepEqual((await until(1))?.answer?.targets, [
      { name: 'a.shop.test', port: 8081, priority: 10, weight: 15, addresses },
      { name: 'b.shop.test', port: 8080, priority: 10, weight: 5, addresses },
      { name: 'spare.shop.test', port: 80, priority: 20, weight: 0, addresses },
    ]);
  });

  it('asks again when the time to live ends', async () => {
    server.zone[name] = { services: [{ target: 'a.test', port: 1 }], ttl: 7 };
    discovery.want({ kind: 'srv', name });
    await until(1);
    server.zone[name] = { services: [{ target: 'b.test', port: 1 }], ttl: 7 };
    clock.turn(6_999);
    assert.deepEqual(server.questions, [name, 'a.test', 'a.test']);
    clock.turn(1);
    assert.equal((await until(2))?.answer?.targets[0]?.name, 'b.test');
  });

  it('asks again when an address of a host ends before its records do', async () => {
    server.zone[name] = { services: [{ target: 'a.test', port: 1 }], ttl: 60 };
    server.zone['a.test'] = { addresses: ['10.0.0.1'], ttl: 5 };
    discovery.want({ kind: 'srv', name });
    await until(1);
    server.zone['a.test'] = { addresses: ['10.0.0.2'], ttl: 5 };
    clock.turn(5_000);
    assert.deepEqual((await until(2))?.answer?.targets[0]?.addresses, ['10.0.0.2']);
  });

  it('keeps the addresses of a host that cannot be resolved now, and says so', async () => {
    server.zone[name] = {
      services: [
        { target: 'a.test', port: 1 },
        { target: 'b.test', port: 1 },
      ],
      ttl: 5,
    };
    discovery.want({ kind: 'srv', name });
    const first = await until(1);
    server.zone['b.test'] = 'SERVFAIL';
    clock.turn(5_000);
    const second = await until(2);
    assert.deepEqual(second?.answer, first?.answer);
    assert.match(second?.error ?? '', /b\.test could not be looked up/);
  });

  it('asks over TCP where the answer is too large for a datagram', async () => {
    const services = Array.from({ length: 60 }, (_, i) => ({ target: 'a.test', port: 80 + i }));
    server.zone[name] = { services, ttl: 30 };
    discovery.want({ kind: 'srv', name });
    assert.equal((await until(1))?.answer?.targets.length, 60);
    assert.deepEqual(server.questions.slice(0, 2), [name, name]);
  });

  it('asks the next server where one says nothing, fails, or is not there', async () => {
    const [silent, failing, gone] = [
      await DnsServer.start(),
      await DnsServer.start(),
      await DnsServer.start(),
    ];
    silent.zone[name] = 'silence';
    failing.zone[name] = 'SERVFAIL';
    const nobody = gone.address;
    await gone.stop();
    server.zone[name] = { services: [{ target: 'a.test', port: 1 }], ttl: 7 };
    open(nobody, silent.address, failing.address, server.address);
    discovery.want({ kind: 'srv', name });
    assert.equal((await until(1))?.answer?.targets[0]?.name, 'a.test');
    await silent.stop();
    await failing.stop();
  });

  it('has no targets where the domain says that it does not offer the service', async () => {
    server.zone[name] = { services: [{ target: '.', port: 0 }], ttl: 30 };
    discovery.want({ kind: 'srv', name });
    assert.deepEqual(await until(1), { answer: { kind: 'srv', targets: [] } });
  });

  it('says what is wrong with a name, and with servers', async () => {
    discovery.want({ kind: 'srv', name });
    assert.match((await until(1))?.error ?? '', /does not exist in DNS: check its spelling/);
    server.zone[name] = { addresses: ['10.0.0.1'], ttl: 30 };
    clock.turn(1_000);
    assert.match((await until(2))?.error ?? '', /has no SRV record/);
    server.zone[name] = 'SERVFAIL';
    clock.turn(2_000);
    assert.match((await until(3))?.error ?? '', /could not be looked up \(127.0.0.1:\d+ answered SERVFAIL\)/);
  });
});
