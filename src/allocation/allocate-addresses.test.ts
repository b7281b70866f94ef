import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { createGraph, createManualClock } from '#graph';
import { type AddressWant, twinOf, type VirtualAddresses, virtualAddress } from '#model';
import { createMemoryState, createStateDirectory, type State } from '#state';
import { rest } from './address-book.ts';
import { allocateAddresses } from './allocate-addresses.ts';

const meshService: AddressWant = { kind: 'MeshService' };

async function allocating(state: State, now = () => 0) {
  const graph = createGraph();
  const wants = graph.source<AddressWant>('test/wants');
  const allocated = await allocateAddresses(graph, state, now);
  allocated.follow(wants);
  return { graph, wants, ...allocated };
}

/** Keys of services of which the second would be given the address of the first. */
function colliding(): readonly [string, string] {
  const seen = new Map<string, string>();
  for (let i = 0; ; i++) {
    const key = `service-${i}`;
    const address = virtualAddress('MeshService', key);
    const other = seen.get(address);
    if (other !== undefined) return [other, key];
    seen.set(address, key);
  }
}

describe('virtual addresses', () => {
  it('are there in the batch after the one in which a service comes, of both families, and gone when it goes', async () => {
    const { graph, wants, addresses } = await allocating(createMemoryState());
    const told: string[] = [];
    addresses.subscribe(changes => told.push(...changes.map(({ key }) => key)));
    graph.batch(() => {
      wants.set('b', meshService);
      wants.set('a', { kind: 'ServiceTag' });
    });
    assert.deepEqual(told.sort(), ['a', 'b']);
    const v4 = virtualAddress('MeshService', 'b');
    assert.deepEqual(addresses.get('b'), [v4, twinOf(v4)]);
    assert.match(addresses.get('a')?.[0] ?? '', /^240\./);
    wants.delete('a');
    assert.equal(addresses.has('a'), false);
  });

  it('do not depend on what else there is, or in which order it came', async () => {
    const one = await allocating(createMemoryState());
    for (const key of ['a', 'b', 'c', 'd']) one.wants.set(key, meshService);
    const other = await allocating(createMemoryState());
    for (const key of ['d', 'b']) other.wants.set(key, meshService);
    assert.deepEqual(one.addresses.get('b'), other.addresses.get('b'));
    assert.deepEqual(one.addresses.get('d'), other.addresses.get('d'));
  });

  it('are apart for two that would have the same, and stay so whoever comes first after a restart', async () => {
    const [first, second] = colliding();
    const state = createMemoryState();
    const { wants, addresses } = await allocating(state);
    wants.set(first, meshService);
    wants.set(second, meshService);
    const [one, two] = [addresses.get(first), addresses.get(second)];
    assert.notDeepEqual(one, two);
    const again = await allocating(state);
    again.wants.set(second, meshService);
    again.wants.set(first, meshService);
    assert.deepEqual([again.addresses.get(first), again.addresses.get(second)], [one, two]);
  });

  it('are nobody else’s for ten minutes after they were given up, also over a restart, and their owner’s at any time', async () => {
    const [first, second] = colliding();
    const clock = createManualClock(1_000_000);
    const state = createMemoryState();
    const { wants, addresses } = await allocating(state, clock.now);
    wants.set(first, meshService);
    const before = addresses.get(first);
    wants.delete(first);
    clock.turn(rest - 1);
    const again = await allocating(state, clock.now);
    again.wants.set(second, meshService);
    assert.notDeepEqual(again.addresses.get(second), before);
    again.wants.set(first, meshService);
    assert.deepEqual(again.addresses.get(first), before);
    again.wants.delete(first);
    again.wants.delete(second);
    clock.turn(rest);
    again.wants.set(second, meshService);
    assert.equal(again.addresses.get(second)?.[0], virtualAddress('MeshService', second));
    again.wants.delete(second);
    clock.turn(rest);
    again.wants.set('other', meshService);
    assert.equal((await state.load()).size, 1);
  });

  it('of an earlier life are given up where nobody came back for them', async () => {
    const [first, second] = colliding();
    const clock = createManualClock(1_000_000);
    const state = createMemoryState();
    (await allocating(state, clock.now)).wants.set(first, meshService);
    const again = await allocating(state, clock.now);
    again.forgetUnwanted();
    clock.turn(rest);
    again.wants.set(second, meshService);
    assert.deepEqual(again.addresses.get(second)?.[0], virtualAddress('MeshService', second));
  });

  it('that were written are kept as they are, unless they are somebody else’s; then that is said, until they are free', async () => {
    const state = createMemoryState();
    const { wants, addresses, takenAddresses: taken } = await allocating(state);
    wants.set('a', meshService);
    const [ofA = ''] = addresses.get('a') ?? [];
    wants.set('b', { kind: 'MeshService', written: ['10.96.0.7', 'fd12::7'] });
    assert.deepEqual(addresses.get('b'), ['10.96.0.7', 'fd12::7']);
    wants.set('c', { kind: 'MeshService', written: [twinOf(ofA)] });
    assert.deepEqual(taken.get('c'), [{ address: twinOf(ofA), by: 'a' }]);
    assert.deepEqual(addresses.get('c')?.[0], virtualAddress('MeshService', 'c'));
    wants.delete('a');
    assert.deepEqual(addresses.get('c'), [twinOf(ofA)]);
    assert.equal(taken.has('c'), false);
    wants.set('a', meshService);
    assert.deepEqual(addresses.get('a')?.[0], virtualAddress('MeshService', 'a', 1));
  });

  it('that come back as written, with a status that was stored, are the same as before', async () => {
    const state = createMemoryState();
    const { wants, addresses } = await allocating(state);
    wants.set('a', { kind: 'MeshExternalService' });
    const given = addresses.get('a') ?? [];
    for (const written of [given, given.slice(0, 1)]) {
      wants.set('a', { kind: 'MeshExternalService', written });
      assert.deepEqual(addresses.get('a'), given);
    }
  });

  it('whose record was damaged cost their memory alone', async () => {
    const state = createMemoryState();
    await state.put('address 241.0.0.7', '{"owner":');
    await state.put('address 241.0.0.8', '{"owner":"a"}');
    const { wants, addresses } = await allocating(state);
    wants.set('a', meshService);
    assert.deepEqual(addresses.get('a')?.[0], '241.0.0.8');
    assert.deepEqual([...(await state.load()).keys()], ['address 241.0.0.8']);
  });

  it('have one owner each, who keeps them, whatever comes, goes, and is restarted', async () => {
    // Few keys of few addresses: what collides by chance once in millions collides all the time.
    const [first, second] = colliding();
    const key = fc.constantFrom(first, second, 'x', 'y', 'z');
    const few = fc.constantFrom(
      ...[
        virtualAddress('MeshService', first),
        virtualAddress('MeshService', 'x', 0),
        '10.0.0.1',
        '10.0.0.2',
      ],
    );
    const want = fc.oneof(
      { weight: 3, arbitrary: fc.constant<AddressWant>(meshService) },
      fc.array(few, { maxLength: 2 }).map((written): AddressWant => ({ kind: 'MeshService', written })),
    );
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.array(fc.tuple(key, fc.option(want, { nil: undefined })), { maxLength: 4 }),
      },
      { weight: 2, arbitrary: fc.constantFrom(rest / 2, rest) },
      fc.constantFrom<'restart'>('restart'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async steps => {
        const clock = createManualClock(1_000_000);
        const state = createMemoryState();
        const wanted = new Map<string, AddressWant>();
        let running = await allocating(state, clock.now);
        /** Who gave each up last, and when. */
        const freed = new Map<string, { readonly owner: string; readonly at: number }>();
        let before = new Map<string, VirtualAddresses>();
        for (const one of steps) {
          if (one === 'restart') {
            running = await allocating(state, clock.now);
            for (const [key, want] of [...wanted].reverse()) running.wants.set(key, want);
            running.forgetUnwanted();
          } else if (typeof one === 'number') clock.turn(one);
          else {
            const { graph, wants } = running;
            graph.batch(() => {
              for (const [key, want] of one) {
                if (want === undefined) wants.delete(key);
                else wants.set(key, want);
                if (want === undefined) wanted.delete(key);
                else wanted.set(key, want);
              }
            });
          }
          const now = new Map(running.addresses.entries());
          assert.deepEqual([...now.keys()].sort(), [...wanted.keys()].sort());
          const owners = new Map<string, string>();
          for (const [key, addresses] of now) {
            assert(addresses.length > 0);
            for (const address of addresses) {
              assert.equal(owners.get(address) ?? key, key, `${address} has two owners`);
              owners.set(address, key);
            }
          }
          const touched = Array.isArray(one) ? one.map(([key]) => key) : [];
          for (const [key, addresses] of now) {
            const isWritten = (wanted.get(key)?.written ?? []).length > 0;
            if (isWritten) continue;
            const last = freed.get(addresses[0] ?? '');
            const isNew = before.get(key)?.includes(addresses[0] ?? '') !== true;
            assert(!isNew || touched.includes(key), `${key} lost its address`);
            const isRested = last === undefined || last.owner === key || clock.now() - last.at >= rest;
            assert(!isNew || isRested, `${addresses[0]} is given away too early`);
          }
          for (const [key, addresses] of before) {
            for (const address of addresses) {
              if (owners.get(address) !== key) freed.set(address, { owner: key, at: clock.now() });
            }
          }
          before = now;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('survive kill -9 at any moment: what was told is so after it, and nothing is told twice', async () => {
    const path = mkdtempSync(join(tmpdir(), 'fairlead-addresses-'));
    const program = fileURLToPath(new URL('testing/allocate-until-killed.ts', import.meta.url));
    try {
      const told = new Map<string, string>();
      for (let life = 0; life < 5; life++) {
        const child = spawn(process.execPath, ['--import', 'tsx', program, path, String(life)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let lines = 0;
        for await (const line of createInterface({ input: child.stdout })) {
          const [key = '', address = ''] = line.split(' ');
          assert.equal(told.get(key) ?? address, address, `${key} has another address than it was told`);
          told.set(key, address);
          lines += 1;
          if (lines === 150 + life * 37) child.kill('SIGKILL');
        }
        if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
        assert.equal(child.signalCode, 'SIGKILL');
      }
      assert.equal(new Set(told.values()).size, told.size);
      const state = createStateDirectory(path);
      const { wants, addresses } = await allocating(state, Date.now);
      for (const [key, address] of told) {
        wants.set(key, meshService);
        assert.equal(addresses.get(key)?.[0], address);
      }
      await state.close();
    } finally {
      rmSync(path, { recursive: true });
    }
  });
});
