import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createManualClock, type ManualClock } from '#graph';
import type { ConsulAnswer, ConsulInstance, ConsulWant, Known } from '#model';
import type { Discovery } from '../discovery.ts';
import { discoveryLaws } from '../laws.ts';
import { ConsulServer, type Registered } from '../testing/consul-server.ts';
import type { ConsulAgent } from './consul-agent.ts';
import { createConsulDiscovery } from './consul-discovery.ts';

const passing = [{ CheckID: 'service:a', Status: 'passing' }];
const registered = (n: number, service = {}, checks: Registered['Checks'] = passing): Registered => ({
  Node: { Node: `node-${n}`, Address: `10.0.0.${n}`, Datacenter: 'dc1' },
  Service: { ID: 'web', Service: 'web', Address: '', Port: 8080, Tags: ['b', 'a'], ...service },
  Checks: checks,
});
const instance = (n: number, more: Partial<ConsulInstance> = {}): ConsulInstance => ({
  id: `node-${n}/web`,
  address: `10.0.0.${n}`,
  port: 8080,
  tags: ['a', 'b'],
  ...more,
});

discoveryLaws('createConsulDiscovery', async () => {
  const server = await ConsulServer.start();
  const clock = createManualClock();
  const answer = ({ service }: ConsulWant, n: number): ConsulAnswer => {
    server.refusals.delete(service);
    server.put(service, [registered(n + 2), registered(1)]);
    return { kind: 'consul', instances: [instance(1), instance(n + 2)] };
  };
  const made = new Set<string>();
  return {
    want: n => {
      const want: ConsulWant = { kind: 'consul', service: `web-${n}` };
      if (!made.has(want.service)) answer(want, 0);
      made.add(want.service);
      return want;
    },
    open: onKnown => createConsulDiscovery({ onKnown, clock, agent: { url: server.url } }),
    answer,
    fail: ({ service }) => server.refuse(service, { status: 500, body: 'No cluster leader' }),
    later: () => clock.turn(60_000),
    asked: ({ service }) => server.asked.get(service) ?? 0,
    dispose: () => server.stop(),
  };
});

describe('instances in Consul’s catalogue', () => {
  const web: ConsulWant = { kind: 'consul', service: 'web' };
  let server: ConsulServer;
  let clock: ManualClock;
  let told: Known[];
  let discovery: Discovery<ConsulWant>;
  let folder: string;
  const said = new EventEmitter();
  const until = async (count: number): Promise<Known | undefined> => {
    while (told.length < count) await once(said, 'told', { signal: AbortSignal.timeout(10_000) });
    return told.at(-1);
  };
  /** Resolves when so many questions wait for a change. */
  const waiting = async (count: number): Promise<void> => {
    const late = AbortSignal.timeout(10_000);
    while (server.waiting !== count) {
      late.throwIfAborted();
      clock.turn(200);
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  };
  const open = (agent: Partial<ConsulAgent> = {}, random = () => 0) => {
    discovery = createConsulDiscovery({
      agent: { url: server.url, ...agent },
      clock,
      random,
      timeout: 5_000,
      onKnown: (_, known) => {
        told.push(known);
        said.emit('told');
      },
    });
  };
  beforeEach(async () => {
    server = await ConsulServer.start();
    clock = createManualClock();
    told = [];
    folder = mkdtempSync(join(tmpdir(), 'fairlead-consul-'));
    open();
  });
  afterEach(async () => {
    discovery.stop();
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  it('of nobody who could be asked are told to be so, to whom they are for', async () => {
    discovery.stop();
    discovery = createConsulDiscovery({
      agent: { problem: 'CONSUL_HTTP_ADDR: "a b" is not an address of an agent' },
      clock,
      onKnown: (_, known) => {
        told.push(known);
        said.emit('told');
      },
    });
    discovery.want(web);
    assert.deepEqual(await until(1), { error: 'CONSUL_HTTP_ADDR: "a b" is not an address of an agent' });
  });

  const found = (...instances: readonly ConsulInstance[]): Known => ({
    answer: { kind: 'consul', instances },
  });

  it('are at their own address, else at their node’s, and none without a check that fails', async () => {
    const check = (...statuses: readonly string[]) => statuses.map(Status => ({ Status }));
    server.put('web', [
      registered(3, { Address: 'db.example.com' }),
      registered(1),
      registered(2, { Address: '192.0.2.7', Weights: { Passing: 10, Warning: 1 } }, check('passing')),
      registered(4, { Weights: { Passing: 10, Warning: 3 } }, check('passing', 'warning')),
      registered(5, {}, check('passing', 'critical')),
      registered(6, { Weights: { Passing: 10, Warning: 0 } }, check('warning')),
      registered(7, { Port: 0, Tags: null, Locality: { Region: 'eu', Zone: 'eu-1' } }, []),
    ]);
    discovery.want(web);
    assert.deepEqual(
      await until(1),
      found(
        instance(1),
        instance(2, { address: '192.0.2.7', weight: 10 }),
        instance(3, { address: 'db.example.com' }),
        instance(4, { weight: 3 }),
        instance(7, { port: 0, tags: [], zone: 'eu-1' }),
      ),
    );
  });

  it('are asked for once, and then waited for: a change is told without time passing', async () => {
    server.put('web', [registered(1)]);
    discovery.want(web);
    await until(1);
    await waiting(1);
    const { query } = server.last ?? {};
    assert.match(String(query), /^index=\d+&wait=60s$/);
    server.put('web', [registered(2)]);
    assert.deepEqual(await until(2), found(instance(2)));
    assert.equal(server.asked.get('web'), 1);
  });

  it('are asked for anew where the index went back, and where there is none', async () => {
    server.put('web', [registered(1)]);
    discovery.want(web);
    await until(1);
    await waiting(1);
    server.restore();
    server.timeOut();
    await waiting(1);
    assert.equal(server.last?.query.get('index'), '1');
    assert.equal(server.asked.get('web'), 2);
    server.headers = { 'x-consul-index': '0' };
    server.put('web', [registered(2)]);
    await until(2);
    clock.turn(29_000);
    server.put('web', [registered(3)]);
    clock.turn(2_000);
    assert.deepEqual(await until(3), found(instance(3)));
    assert.equal(server.asked.get('web'), 3);
  });

  it('are looked for where and as who wants them says', async () => {
    discovery.stop();
    open({ token: 'not/to/be/told', namespace: 'shop', partition: 'eu' });
    discovery.want({ ...web, datacenter: 'dc2', consistency: 'stale', isCached: true });
    assert.deepEqual(await until(1), found());
    assert.equal(String(server.last?.query), 'dc=dc2&ns=shop&partition=eu&stale=&cached=');
    assert.equal(server.last?.headers['x-consul-token'], 'not/to/be/told');
  });

  it('are asked for by the token that its file holds just now', async () => {
    discovery.stop();
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'first\n');
    open({ tokenFile });
    discovery.want(web);
    await until(1);
    assert.equal(server.last?.headers['x-consul-token'], 'first');
    writeFileSync(tokenFile, 'second\n');
    server.put('web', [registered(1)]);
    await waiting(1);
    assert.equal(server.last?.headers['x-consul-token'], 'second');
    rmSync(tokenFile);
    server.put('web', []);
    await until(3);
    clock.turn(200);
    assert.match((await until(4))?.error ?? '', /ENOENT.*token/);
  });

  for (const [status, body, refused] of [
    [403, 'ACL not found', 'identity'],
    [403, 'Permission denied: token my/token lacks permission', 'permission'],
    [429, 'Your IP is issuing too many concurrent connections', undefined],
    [500, 'No cluster leader\n', undefined],
  ] as const) {
    it(`are refused as ${refused ?? 'nobody’s fault'} where it answers ${status} ${body.trim()}, and no token is told`, async () => {
      discovery.stop();
      open({ token: 'my/token' });
      server.refuse('web', { status, body });
      discovery.want(web);
      const error = `it answered ${status}: ${body.trim().replace('my/token', '…')}`;
      assert.deepEqual(await until(1), { error, ...(refused === undefined ? {} : { refused }) });
    });
  }

  it('are not taken to be none where the token may not see them, or nobody knows a leader', async () => {
    server.headers = { 'x-consul-results-filtered-by-acls': 'true' };
    discovery.want(web);
    assert.equal((await until(1))?.refused, 'permission');
    server.headers = { 'x-consul-knownleader': 'false' };
    const other: ConsulWant = { ...web, service: 'other', consistency: 'stale' };
    discovery.want(other);
    assert.deepEqual(await until(2), { error: 'the server that answered knows of no leader' });
  });

  for (const [lie, why] of [
    ['<html>', 'it is not JSON'],
    ['{}', 'it is not a list of instances'],
    [JSON.stringify([{ Node: { Node: 'a' }, Service: { ID: 'a', Port: 70_000 } }]), '[0].Service.Port'],
    [JSON.stringify([{ Node: { Node: 'a' }, Service: { ID: 7 } }]), '[0].Service.ID'],
    [JSON.stringify([{ Node: { Node: 'a' }, Service: { ID: 'a', Tags: 'x' } }]), '[0].Service.Tags'],
    [JSON.stringify([{ Node: { Node: 'a', Address: 'x'.repeat(600) }, Service: { ID: 'a' } }]), 'Address'],
    [JSON.stringify(Array.from({ length: 20_001 }, () => 0)), 'more than 20000 instances'],
    [`"${'x'.repeat(33 * 1024 * 1024)}"`, 'more than 33554432 bytes'],
  ] as const) {
    it(`are not believed where ${why}, and those that were known stay`, async () => {
      server.put('web', [registered(1)]);
      discovery.want(web);
      await until(1);
      server.lie = lie;
      server.put('web', []);
      clock.turn(200);
      const { answer, error = '' } = (await until(2)) ?? {};
      assert.deepEqual({ answer }, found(instance(1)));
      assert.ok(error.includes(why), error);
    });
  }

  it('are tried for again after 1, 2, 4 … s, less up to half of that at random', async () => {
    discovery.stop();
    open({}, () => 1);
    server.refuse('web', { status: 500, body: 'one' });
    discovery.want(web);
    await until(1);
    for (const [n, ms] of [500, 1_000, 2_000].entries()) {
      server.refuse('web', { status: 500, body: `again ${n}` });
      clock.turn(ms - 1);
      assert.equal(clock.waiting, 1);
      clock.turn(1);
      await until(n + 2);
    }
  });

  it('of more services than may wait at once are all followed, in turns', async () => {
    for (let n = 0; n < 200; n++) {
      server.put(`web-${n}`, [registered(1)]);
      discovery.want({ kind: 'consul', service: `web-${n}` });
    }
    await until(200);
    await waiting(128);
    assert.equal(server.last?.query.get('wait'), '5s');
    for (let n = 0; n < 200; n++) server.put(`web-${n}`, [registered(2)]);
    const late = AbortSignal.timeout(10_000);
    while (told.length < 400 && !late.aborted) {
      clock.turn(200);
      await new Promise(resolve => setTimeout(resolve, 5));
      server.timeOut();
    }
    assert.equal(told.length, 400);
  });
});
