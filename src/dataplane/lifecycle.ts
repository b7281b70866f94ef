/**
 * LifecycleState is the state of a supervised Envoy. Entering a state is what makes something happen (see supervisor.ts):
 *
 * - `starting`: a process is being started, or is not ready yet.
 * - `running`: ready; it serves. `since` is when it became so.
 * - `backing-off`: it ended by itself, `reason` says how; it is started again after `delay` ms.
 * - `draining`: it was asked to stop and finishes the requests in flight.
 * - `stopped`: gone for good. Nothing leads out of it.
 *
 * `failures` counts the starts in a row that did not last.
 */
export type LifecycleState =
  | { readonly kind: 'starting'; readonly failures: number }
  | { readonly kind: 'running'; readonly failures: number; readonly since: number }
  | {
      readonly kind: 'backing-off';
      readonly failures: number;
      readonly delay: number;
      readonly reason: string;
    }
  | { readonly kind: 'draining' }
  | { readonly kind: 'stopped' };

/** LifecycleEvent is something that happens to it: reported by the process or by a timer, or asked for. */
export type LifecycleEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'exited'; readonly reason: string }
  | { readonly kind: 'waited' }
  | { readonly kind: 'stop' };

/** BackOff says how long to wait before the next start; all in milliseconds. */
export interface BackOff {
  readonly first: number;
  readonly longest: number;
  /** An Envoy that ran this long ran well: when it ends, the count starts anew. */
  readonly settledAfter: number;
}

/**
 * The first retry comes almost at once, since a crash is rare and costs traffic; later ones are far apart, since a program
 * that cannot start is to cost little.
 */
export const defaultBackOff: BackOff = { first: 200, longest: 30_000, settledAfter: 10_000 };

/** nextState is the whole machine. `now` is the clock's time in ms. An event that means nothing in a state changes nothing. */
export function nextState(
  state: LifecycleState,
  event: LifecycleEvent,
  now: number,
  backOff: BackOff = defaultBackOff,
): LifecycleState {
  switch (state.kind) {
    case 'starting':
    case 'running':
      return whileUp(state, event, now, backOff);
    case 'backing-off':
      if (event.kind === 'stop') return { kind: 'stopped' };
      return event.kind === 'waited' ? { kind: 'starting', failures: state.failures } : state;
    case 'draining':
      return event.kind === 'exited' ? { kind: 'stopped' } : state;
    case 'stopped':
      return state;
  }
}

function whileUp(
  state: Extract<LifecycleState, { kind: 'starting' | 'running' }>,
  event: LifecycleEvent,
  now: number,
  backOff: BackOff,
): LifecycleState {
  switch (event.kind) {
    case 'ready':
      return state.kind === 'running' ? state : { kind: 'running', failures: state.failures, since: now };
    case 'exited': {
      const settled = state.kind === 'running' && now - state.since >= backOff.settledAfter;
      const before = settled ? 0 : state.failures;
      const delay = Math.min(backOff.longest, backOff.first * 2 ** before);
      return { kind: 'backing-off', failures: before + 1, delay, reason: event.reason };
    }
    case 'stop':
      return { kind: 'draining' };
    case 'waited':
      return state;
  }
}
