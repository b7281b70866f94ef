import type { Clock } from './clock.ts';

/** ManualClock is a clock that is turned by hand, for tests. */
export interface ManualClock extends Clock {
  /** turn moves the clock by `ms` and wakes, in order and each at its own time, whoever waits for a time on the way. */
  turn(ms: number): void;
  /** How many wait. */
  readonly waiting: number;
}

/** createManualClock makes a clock that stands at `start` (ms). */
export function createManualClock(start = 0): ManualClock {
  const waiting = new Set<{ readonly time: number; readonly wake: () => void }>();
  let now = start;
  const next = (end: number) => {
    let first: { readonly time: number; readonly wake: () => void } | undefined;
    for (const waiter of waiting) {
      if (waiter.time <= end && (first === undefined || waiter.time < first.time)) first = waiter;
    }
    return first;
  };
  return {
    now: () => now,
    at(time, wake) {
      const waiter = { time, wake };
      waiting.add(waiter);
      return () => waiting.delete(waiter);
    },
    turn(ms) {
      const end = now + ms;
      for (let waiter = next(end); waiter !== undefined; waiter = next(end)) {
        waiting.delete(waiter);
        now = Math.max(now, waiter.time);
        waiter.wake();
      }
      now = end;
    },
    get waiting() {
      return waiting.size;
    },
  };
}
