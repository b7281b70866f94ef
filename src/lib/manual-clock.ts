import type { Clock } from './clock.ts';

/** ManualClock is a clock that tests turn by hand. */
export interface ManualClock extends Clock {
  /** turn moves the clock by `ms`, and wakes everybody who waits for a time on the way, in order and each at its own time. */
  turn(ms: number): void;
  /** The number of waiting callbacks. */
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
