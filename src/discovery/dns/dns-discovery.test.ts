import assert from 'node:assert/strict';
import { Resolver } from 'node:dns/promises';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createManualClock, type ManualClock } from '#graph';
import type { DnsAnswer, DnsWant } from '#model';
import type { Discovery } from '../discovery.ts';
import { discoveryLaws } from '../laws.ts';
import { DnsServer } from '../testing/dns-server.ts';
import { createDnsDiscovery } from './dns-discovery.ts';

discoveryLaws('createDnsDiscovery', async () => {
  const server = await DnsServer.start();
  const clock = createManualClock();
  const address = (name: string, n: number) => `10.0.${Number.parseInt(name.slice(1), 10)}.${n + 1}`;
  const set = (name: string, n: number): DnsAnswer => {
    server.zone[name] = { addresses: [address(name, n)], ttl: 30 };
    return { kind: 'dns', addresses: [address(name, n)] };
  };
  return {
    want: n => {
      const name = `n${n}.test`;
      if (server.zone[name] === undefined) set(name, 0);
      return { kind: 'dns', name };
    },
    open: onKnown => {
      const resolver = new Resolver({ timeout: 2_000, tries: 1 });
      resolver.setServers([server.address]);
      return createDnsDiscovery({ onKnown, resolver, hostsFile: '/dev/null', clock });
    },
    answer: ({ name }, n) => set(name, n),
    fail: ({ name }) => {
      server.zone[name] = 'SERVFAIL';
    },
    later: () => clock.turn(60_000),
    asked: ({ name }) => server.questions.filter(asked => asked === name).length,
    dispose: () => server.stop(),
  };
});

interface Told {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly error?: string;
}

describe('createDnsDiscovery', () => {
  let server: DnsServer;
  let discovery: Discovery<DnsWant>;
  let clock: ManualClock;
  let directory: string;
  let hostsFile: string;
  let answers: Told[];
  const said = new EventEmitter();

  /** The answers up to the `count`th. */
  const until = async (count: number): Promise<Told[]> => {
    while (answers.length < count) await once(said, 'answer', { signal: AbortSignal.timeout(10_000) });
    return answers;
  };
  const want = (...names: string[]): void => {
    for (const name of names) discovery.want({ kind: 'dns', name });
  };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'fairlead-dns-'));
    hostsFile = join(directory, 'hosts');
    writeFileSync(
      hostsFile,
      '127.0.0.1 localhost\n# 1.2.3.4 comment.test\n192.0.2.7 Known.test known2.test # x\nbad line\n',
    );
    server = await DnsServer.start();
    clock = createManualClock();
    answers = [];
    discovery = open(200);
  });
  /** `timeout`: ms after which a server that says nothing is given up. */
  const open = (timeout: number) => {
    const resolver = new Resolver({ timeout, tries: 1 });
    resolver.setServers([server.address]);
    return createDnsDiscovery({
      onKnown: ({ name }, { answer, error }) => {
        answers.push({ name, addresses: answer?.addresses ?? [], ...(error === undefined ? {} : { error }) });
        said.emit('answer');
      },
      resolver,
      hostsFile,
      clock,
    });
  };
  afterEach(async () => {
    discovery.stop();
    await server.stop();
    rmSync(directory, { recursive: true });
  });

  it('gives A and AAAA in an order that does not depend on the server', async () => {
    server.zone['a.test'] = {
      addresses: ['10.0.0.10', '2001:db8::2', '10.0.0.9', '2001:db8::1', '10.0.0.9'],
      ttl: 30,
    };
    want('a.test');
    assert.deepEqual(await until(1), [
      { name: 'a.test', addresses: ['10.0.0.9', '10.0.0.10', '2001:db8::1', '2001:db8::2'] },
    ]);
  });

  it('asks again when the time to live ends, and says only what differs', async () => {
    server.zone['a.test'] = { addresses: ['10.0.0.1'], ttl: 30 };
    server.zone['b.test'] = { addresses: ['10.0.0.2'], ttl: 60 };
    want('a.test', 'b.test');
    await until(2);
    clock.turn(29_999);
    assert.deepEqual(server.questions.sort(), ['a.test', 'a.test', 'b.test', 'b.test']);
    server.zone['a.test'] = { addresses: ['10.0.0.3'], ttl: 30 };
    clock.turn(1);
    await until(3);
    clock.turn(30_000);
    server.zone['b.test'] = { addresses: ['10.0.0.4'], ttl: 60 };
    clock.turn(60_000);
    await until(4);
    assert.deepEqual(answers.slice(2), [
      { name: 'a.test', addresses: ['10.0.0.3'] },
      { name: 'b.test', addresses: ['10.0.0.4'] },
    ]);
  });

  it('takes no time to live below 1 s or above 5 min at its word', async () => {
    server.zone['short.test'] = { addresses: ['10.0.0.1'], ttl: 0 };
    server.zone['long.test'] = { addresses: ['10.0.0.2'], ttl: 86_400 };
    want('short.test', 'long.test');
    await until(2);
    const asked = server.questions.length;
    clock.turn(999);
    assert.equal(server.questions.length, asked);
    server.zone['short.test'] = { addresses: ['10.0.0.3'], ttl: 3600 };
    server.zone['long.test'] = { addresses: ['10.0.0.4'], ttl: 86_400 };
    clock.turn(1);
    await until(3);
    clock.turn(299_000);
    await until(4);
    assert.deepEqual(answers.at(-1), { name: 'long.test', addresses: ['10.0.0.4'] });
  });

  it('keeps the last addresses when a lookup fails, says why, and tries again after 1, 2, 4 … s', async () => {
    server.zone['a.test'] = { addresses: ['10.0.0.1'], ttl: 10 };
    want('a.test');
    await until(1);
    server.zone['a.test'] = 'SERVFAIL';
    clock.turn(10_000);
    await until(2);
    assert.deepEqual(answers[1]?.addresses, ['10.0.0.1']);
    assert.match(answers[1]?.error ?? '', /a\.test could not be looked up \(ESERVFAIL\)/);
    server.zone['a.test'] = 'silence';
    clock.turn(1000);
    await until(3);
    assert.match(answers[2]?.error ?? '', /ETIMEOUT/);
    delete server.zone['a.test'];
    clock.turn(1999);
    const asked = server.questions.length;
    clock.turn(1);
    await until(4);
    assert.ok(server.questions.length > asked);
    assert.deepEqual(answers[3], {
      name: 'a.test',
      addresses: ['10.0.0.1'],
      error: 'a.test does not exist in DNS: check its spelling',
    });
    server.zone['a.test'] = { addresses: ['10.0.0.2'], ttl: 10 };
    clock.turn(4000);
    assert.deepEqual((await until(5)).at(-1), { name: 'a.test', addresses: ['10.0.0.2'] });
  });

  it('says at once of a name that does not exist', async () => {
    want('nothing.test');
    const [answer] = await until(1);
    assert.deepEqual(answer?.addresses, []);
    assert.match(answer?.error ?? '', /nothing\.test does not exist/);
  });

  it('keeps the addresses of a name that is gone for ten minutes', async () => {
    server.zone['a.test'] = { addresses: ['10.0.0.1'], ttl: 10 };
    want('a.test');
    await until(1);
    delete server.zone['a.test'];
    clock.turn(10_000);
    assert.deepEqual((await until(2)).at(-1)?.addresses, ['10.0.0.1']);
    // Not in one go: each lookup is answered before time goes on.
    while (answers.length < 3) {
      while (clock.waiting === 0) await new Promise(resolve => setImmediate(resolve));
      clock.turn(60_000);
    }
    assert.deepEqual(answers[2]?.addresses, []);
    assert.match(answers[2]?.error ?? '', /does not exist/);
    assert.ok(clock.now() >= 610_000, `after ${clock.now()} ms`);
  });

  it('takes the hosts file first, and notices when it changes', async () => {
    server.zone['known.test'] = { addresses: ['10.0.0.1'], ttl: 30 };
    want('known.test');
    assert.deepEqual(await until(1), [{ name: 'known.test', addresses: ['192.0.2.7'] }]);
    assert.deepEqual(server.questions, []);
    writeFileSync(join(directory, 'next'), '192.0.2.8 known.test\n192.0.2.9 known.test\n');
    renameSync(join(directory, 'next'), hostsFile);
    assert.deepEqual((await until(2)).at(-1)?.addresses, ['192.0.2.8', '192.0.2.9']);
    writeFileSync(hostsFile, '');
    assert.deepEqual((await until(3)).at(-1)?.addresses, ['10.0.0.1']);
  });

  it('waits for nothing of what is not wanted any more', async () => {
    server.zone['a.test'] = { addresses: ['10.0.0.1'], ttl: 30 };
    want('a.test');
    await until(1);
    assert.equal(clock.waiting, 1);
    discovery.unwant({ kind: 'dns', name: 'a.test' });
    assert.equal(clock.waiting, 0);
  });

  it('resolves thousands of names with few questions at a time', async () => {
    const names = Array.from({ length: 2000 }, (_, i) => `n${i}.test`);
    for (const name of names) server.zone[name] = { addresses: ['10.0.0.1'], ttl: 30 };
    discovery.stop();
    // The machine may be busy with other suites; it is not about that.
    discovery = open(10_000);
    want(...names);
    await until(2000);
    assert.ok(answers.every(({ error }) => error === undefined));
  });
});
