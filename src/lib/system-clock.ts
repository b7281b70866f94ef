import type { Clock } from './clock.ts';

/**
 * The longest timer in milliseconds. Timers stand still while the machine sleeps, and do not notice when the clock is set; no
 * event tells of either. Also, Node's timers end at 24 days.
 */
const longestWait = 60_000;

/**
 * createSystemClock makes the machine's clock (ms since the epoch), which checks the time at least every `longest` ms while
 * someone waits.
 */
export function createSystemClock(longest: number): Clock {
  return {
    now: () => Date.now(),
    at(time, wake) {
      let timer: NodeJS.Timeout;
      const wait = (): void => {
        timer = setTimeout(check, Math.min(Math.max(time - Date.now(), 0), longest));
        timer.unref();
      };
      const check = (): void => {
        if (Date.now() < time) wait();
        else wake();
      };
      wait();
      return () => clearTimeout(timer);
    },
  };
}

/** systemClock is the machine's clock. Waiting for it does not keep the process alive. */
export const systemClock: Clock = createSystemClock(longestWait);

/**
 * steadyClock measures spans of time: it cannot be set, and counts from the start of the process. It does not keep the process
 * alive.
 */
export const steadyClock: Clock = {
  now: () => performance.now(),
  at(time, wake) {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      timer = setTimeout(
        check,
        Math.min(Math.max(Math.ceil(time - performance.now()), 0), longestWait),
      ).unref();
    };
    // A timer may fire a fraction of a millisecond early.
    const check = (): void => {
      if (performance.now() < time) wait();
      else wake();
    };
    wait();
    return () => clearTimeout(timer);
  },
};
