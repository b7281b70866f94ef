import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createManualClock } from '#lib/manual-clock.ts';
import { createSystemClock, systemClock } from '#lib/system-clock.ts';
import { createGraph } from './graph.ts';

interface Lease {
  readonly until: number;
}

/** Leases that are `held` until they end, on a clock that starts at 1000. */
function leases() {
  const log: string[] = [];
  const clock = createManualClock(1000);
  const graph = createGraph({ clock, onRun: (_collection, key) => log.push(`${key}@${clock.now()}`) });
  const source = graph.source<Lease>('leases');
  const states = graph.map('states', source, ({ until }, _key, track) => {
    track.validUntil(until);
    return track.now() < until ? 'held' : 'ended';
  });
  return { clock, graph, source, states, taken: () => log.splice(0) };
}

describe('time enters as a source', () => {
  it('the clock re-runs exactly the derivations whose time has come, at their time', () => {
    const { clock, source, states, taken } = leases();
    source.set('a', { until: 1500 });
    source.set('b', { until: 2500 });
    source.set('c', { until: 1500 });
    taken();
    clock.turn(499);
    assert.deepEqual(taken(), []);
    clock.turn(1);
    assert.deepEqual(taken().toSorted(), ['a@1500', 'c@1500']);
    assert.deepEqual([states.get('a'), states.get('b')], ['ended', 'held']);
    clock.turn(5000);
    assert.deepEqual(taken(), ['b@2500']);
    assert.equal(states.get('b'), 'ended');
  });

  it('what is due at one time is one batch', () => {
    const { clock, source, states } = leases();
    const batches: number[] = [];
    source.set('a', { until: 1500 });
    source.set('b', { until: 1500 });
    states.subscribe(changes => batches.push(changes.length));
    clock.turn(500);
    assert.deepEqual(batches, [2]);
  });

  it('a run replaces the time that the run before had asked for', () => {
    const { clock, source, taken } = leases();
    source.set('a', { until: 1500 });
    source.set('a', { until: 3000 });
    taken();
    clock.turn(1000);
    assert.deepEqual(taken(), []);
    clock.turn(1000);
    assert.deepEqual(taken(), ['a@3000']);
  });

  it('the earliest of several times counts', () => {
    const clock = createManualClock(1000);
    const runs: number[] = [];
    const graph = createGraph({ clock, onRun: () => runs.push(clock.now()) });
    const one = graph.source<true>('one');
    graph.map('impatient', one, (_true, _key, track) => {
      for (const time of [3000, 2000, 4000, Number.POSITIVE_INFINITY]) track.validUntil(time);
      return track.now();
    });
    one.set('a', true);
    clock.turn(10_000);
    assert.deepEqual(runs, [1000, 2000, 3000, 4000]);
  });

  it('a time that has passed asks for nothing', () => {
    const { clock, source, states } = leases();
    source.set('a', { until: 1000 });
    assert.equal(states.get('a'), 'ended');
    assert.equal(clock.waiting, 0);
  });

  it('what is removed waits for nothing', () => {
    const { clock, graph, source, taken } = leases();
    source.set('a', { until: 1500 });
    source.set('b', { until: 9000 });
    source.delete('a');
    taken();
    clock.turn(1000);
    assert.deepEqual(taken(), []);
    source.delete('b');
    assert.equal(clock.waiting, 0);
    assert.equal(graph.dump().at(-1)?.bookkeeping, 0);
  });

  it('however many wait, the clock is asked for one time', () => {
    const { clock, source } = leases();
    for (let i = 0; i < 100; i++) source.set(`lease-${i}`, { until: 5000 - i });
    assert.equal(clock.waiting, 1);
  });

  it('the clock is asked anew only when the earliest time changes', () => {
    const asked: number[] = [];
    const clock = {
      now: () => 0,
      at: (time: number) => {
        asked.push(time);
        return () => {};
      },
    };
    const graph = createGraph({ clock });
    const ends = graph.source<number>('ends');
    graph.map('waiting', ends, (end, _key, track) => track.validUntil(end));
    for (const end of [50, 60, 70, 40]) ends.set(`end-${end}`, end);
    ends.delete('end-60');
    ends.delete('end-40');
    assert.deepEqual(asked, [50, 40, 50]);
  });

  it('a collection that is made later sees the time at which it is made', () => {
    const clock = createManualClock(1000);
    const graph = createGraph({ clock });
    const numbers = graph.source<number>('numbers');
    const early = graph.map('early', numbers, (_n, _key, track) => track.now());
    numbers.set('a', 1);
    clock.turn(500);
    const late = graph.map('late', numbers, (_n, _key, track) => track.now());
    assert.deepEqual([early.get('a'), late.get('a')], [1000, 1500]);
  });

  it('a collection that is made later waits for its times', () => {
    const clock = createManualClock(1000);
    const graph = createGraph({ clock });
    const ends = graph.source<number>('ends');
    ends.set('a', 1500);
    const states = graph.map('states', ends, (end, _key, track) => {
      track.validUntil(end);
      return track.now() < end;
    });
    clock.turn(500);
    assert.equal(states.get('a'), false);
  });

  it('all runs of a batch see the same time, also when the clock moves on meanwhile', () => {
    let time = 0;
    const graph = createGraph({ clock: { now: () => ++time, at: () => () => {} } });
    const numbers = graph.source<number>('numbers');
    const times = graph.map('times', numbers, (_n, _key, track) => track.now());
    graph.batch(() => {
      numbers.set('a', 1);
      numbers.set('b', 1);
    });
    assert.equal(times.get('a'), times.get('b'));
  });

  it('a settled state holds at its own time, also when the clock calls late', () => {
    let time = 0;
    const graph = createGraph({ clock: { now: () => time, at: () => () => {} } });
    const until = graph.source<number>('until');
    const states = graph.map('states', until, (end, _key, track) => {
      track.validUntil(end);
      return track.now() < end;
    });
    until.set('a', 10);
    time = 20;
    until.set('b', 30);
    assert.deepEqual([states.get('a'), states.get('b')], [false, true]);
  });

  it('a clock that calls too early is asked again', () => {
    let now = 0;
    const asked: { readonly time: number; readonly wake: () => void }[] = [];
    const clock = {
      now: () => now,
      at: (time: number, wake: () => void) => {
        asked.push({ time, wake });
        return () => {};
      },
    };
    const graph = createGraph({ clock });
    const until = graph.source<number>('until');
    const states = graph.map('states', until, (end, _key, track) => {
      track.validUntil(end);
      return track.now() < end;
    });
    until.set('a', 10);
    now = 9;
    asked.pop()?.wake();
    assert.equal(states.get('a'), true);
    now = 10;
    asked.pop()?.wake();
    assert.equal(states.get('a'), false);
    assert.equal(asked.length, 0);
  });
});

describe('systemClock', () => {
  it('calls back at or after the time, once', async () => {
    const time = systemClock.now() + 20;
    // The clock itself keeps no process alive; the test has to.
    const alive = setInterval(() => {}, 1000);
    const woken = await new Promise<number>(resolve =>
      systemClock.at(time, () => resolve(systemClock.now())),
    );
    clearInterval(alive);
    assert.ok(woken >= time, `woken ${time - woken} ms early`);
  });

  it('looks at the time now and then on the way, and calls back only when it has come', async () => {
    const clock = createSystemClock(2);
    const time = clock.now() + 30;
    const alive = setInterval(() => {}, 1000);
    const woken = await new Promise<number>(resolve => clock.at(time, () => resolve(clock.now())));
    clearInterval(alive);
    assert.ok(woken >= time, `woken ${time - woken} ms early`);
  });

  it('does not call back when cancelled', async () => {
    const alive = setInterval(() => {}, 1000);
    const calls: string[] = [];
    const cancel = systemClock.at(systemClock.now() + 5, () => calls.push('cancelled'));
    cancel();
    await new Promise<void>(resolve => systemClock.at(systemClock.now() + 20, resolve));
    clearInterval(alive);
    assert.deepEqual(calls, []);
  });

  it('takes times further away than timers reach', () => {
    systemClock.at(Number.MAX_SAFE_INTEGER, () => assert.fail('called'))();
  });
});
