import assert from 'node:assert/strict';
import { Resolver } from 'node:dns/promises';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createManualClock, type ManualClock } from '#graph';
import { createDnsDiscovery, type DnsAnswer, type DnsDiscovery } from './dns-discovery.ts';
import { DnsServer } from './testing/dns-server.ts';

describe('createDnsDiscovery', () => {
  let server: DnsServer;
  let discovery: DnsDiscovery;
  let clock: ManualClock;
  let directory: string;
  let hostsFile: string;
  let answers: DnsAnswer[];
  let forgotten: string[];
  const said = new EventEmitter();

  /** The answers up to the `count`th. */
  const until = async (count: number): Promise<DnsAnswer[]> => {
    while (answers.length < count) await once(said, 'answer', { signal: AbortSignal.timeout(10_000) });
    return answers;
  };
  const want = (...names: string[]): void => discovery.want(new Set(names));

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'fairlead-dns-'));
    hostsFile = join(directory, 'hosts');
    writeFileSync(
      hostsFile,
      '127.0.0.1 localhost\n# 1.2.3.4 comment.test\n192.0.2.7 Known.test known2.test # x\nbad line\n',
    );
    server = await DnsServer.start();
    const resolver = new Resolver({ timeout: 200, tries: 1 });
    resolver.setServers([server.address]);
    clock = createManualClock();
    answers = [];
    forgotten = [];
    discovery = createDnsDiscovery({
      onAnswer: answer => {
        answers.push(answer);
        said.emit('answer');
      },
      onForgotten: name => forgotten.push(name),
      resolver,
      hostsFile,
      clock,
    });
  });
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

  it('forgets what is not wanted any more, also while it is looked up', async () => {
    server.zone['a.test'] = { addresses: ['10.0.0.1'], ttl: 30 };
    server.zone['b.test'] = { addresses: ['10.0.0.2'], ttl: 30 };
    want('a.test');
    await until(1);
    want('gone.test');
    want('b.test');
    await until(2);
    assert.deepEqual(forgotten, ['a.test']);
    assert.deepEqual(
      answers.map(({ name }) => name),
      ['a.test', 'b.test'],
    );
    assert.equal(clock.waiting, 1);
  });

  it('resolves thousands of names with few questions at a time', async () => {
    const names = Array.from({ length: 2000 }, (_, i) => `n${i}.test`);
    for (const name of names) server.zone[name] = { addresses: ['10.0.0.1'], ttl: 30 };
    want(...names);
    await until(2000);
    assert.ok(answers.every(({ error }) => error === undefined));
  });
});
