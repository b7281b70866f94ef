import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type BackOff, type LifecycleEvent, type LifecycleState, nextState } from './lifecycle.ts';

const backOff: BackOff = { first: 200, longest: 5_000, settledAfter: 10_000 };
const started = { kind: 'starting', failures: 0 } as LifecycleState;

/** Runs events, each at its time, from `starting`. */
function after(...events: readonly (readonly [number, LifecycleEvent])[]): LifecycleState {
  return events.reduce<LifecycleState>((state, [at, event]) => nextState(state, event, at, backOff), started);
}
const ready: LifecycleEvent = { kind: 'ready' };
const waited: LifecycleEvent = { kind: 'waited' };
const stop: LifecycleEvent = { kind: 'stop' };
const exited: LifecycleEvent = { kind: 'exited', reason: 'exit code 1' };

test('an Envoy that cannot start is tried again ever more slowly, up to the longest wait', () => {
  const delays: number[] = [];
  let state = started;
  for (let i = 0; i < 7; i++) {
    state = nextState(state, exited, i, backOff);
    assert.equal(state.kind, 'backing-off');
    delays.push(state.kind === 'backing-off' ? state.delay : 0);
    state = nextState(state, waited, i, backOff);
  }
  assert.deepEqual(delays, [200, 400, 800, 1600, 3200, 5000, 5000]);
});

test('an Envoy that ran well starts the count anew, one that fell soon after its start does not', () => {
  const soon = after([0, exited], [1, waited], [2, ready], [9_000, exited]);
  assert.deepEqual(soon, { kind: 'backing-off', failures: 2, delay: 400, reason: 'exit code 1' });
  const late = after([0, exited], [1, waited], [2, ready], [20_000, exited]);
  assert.deepEqual(late, { kind: 'backing-off', failures: 1, delay: 200, reason: 'exit code 1' });
});

test('an end that was asked for is not a failure', () => {
  assert.deepEqual(after([0, ready], [1, stop]), { kind: 'draining' });
  assert.deepEqual(after([0, ready], [1, stop], [2, exited]), { kind: 'stopped' });
  assert.deepEqual(after([0, exited], [1, stop]), { kind: 'stopped' });
});

test('after a stop nothing is ever started again, whatever comes', () => {
  const event = fc.constantFrom(ready, waited, stop, exited);
  fc.assert(
    fc.property(fc.array(event), fc.array(event), (before, later) => {
      const stopped = [...before, stop].reduce<LifecycleState>(
        (s, e, i) => nextState(s, e, i, backOff),
        started,
      );
      let state = stopped;
      for (const [i, e] of later.entries()) {
        state = nextState(state, e, i, backOff);
        assert.ok(state.kind === 'draining' || state.kind === 'stopped', `${e.kind} led to ${state.kind}`);
      }
    }),
  );
});
