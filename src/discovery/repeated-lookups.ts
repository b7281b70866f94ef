import { setMaxListeners } from 'node:events';
import type { Clock, Unsubscribe } from '#graph';
import { deepEqual } from '#lib/equal.ts';
import { type AnswerTo, type Known, type Pace, type Refused, type Want, wantKey } from '#model';
import type { Discovery, OnKnown } from './discovery.ts';

/**
 * Lookup is the result of one lookup.
 *
 * - `found`: `ttl` is how long it is valid, in seconds. `complete` is false where a part could not be looked up, as `error`
 *   may say: ask again soon.
 * - `failed`: nothing was found; `error` says why. `isGone`: that is an answer, too, as the thing no longer exists.
 *   `refused` is as in Known.
 */
export type Lookup<W extends Want> =
  | {
      readonly kind: 'found';
      readonly answer: AnswerTo<W>;
      readonly ttl: number;
      readonly complete: boolean;
      readonly error?: string;
    }
  | {
      readonly kind: 'failed';
      readonly error: string;
      readonly isGone?: boolean;
      readonly refused?: Refused;
    };

export interface RepeatedLookupsOptions<W extends Want> {
  readonly onKnown: OnKnown<W>;
  readonly clock: Clock;
  /** Looks up once, until `stopped`; `last` is the answer in force. Never rejects. */
  lookUp(want: W, last: AnswerTo<W> | undefined, stopped: AbortSignal): Promise<Lookup<W>>;
  /** An answer that this machine has itself, so that nobody needs to be asked. */
  atHand?(want: W): Lookup<W> | undefined;
}

/** ms. A shorter TTL is a mistake or a load balancer's habit; nobody would expect to wait for a longer one. */
const life = { shortest: 1_000, longest: 300_000 } as const;
/** ms between two lookups where the TTL does not decide. */
const refreshByDefault = 30_000;
/** ms between failed lookups: doubled each time. */
const backOff = { base: 1_000, max: 60_000 } as const;
/** Concurrent lookups: a server that is asked more at once drops some. */
const maxUnderWay = 64;
/** ms for which an answer stays in force after it is said to be gone: somebody may be mending a mistake. */
const keptWhenGone = 600_000;

interface Wanted<W extends Want> {
  readonly want: W;
  /** The pace that each caller asks for. */
  readonly paces: (Pace | undefined)[];
  known: Known<AnswerTo<W>>;
  failures: number;
  goneSince?: number;
  /** When the last lookup was, its result, and the number of failures before it. */
  last?: { readonly at: number; readonly lookup: Lookup<W>; readonly failures: number };
  isUnderWay: boolean;
  cancel: Unsubscribe;
}

/**
 * RepeatedLookups keeps what is known of wants fresh by asking again: when an answer expires (within 1 s to 5 min), or at
 * the fastest pace that a caller asks for. A failed lookup keeps the last answer, is reported, and is tried again after 1,
 * 2, 4 … 60 s. An answer that is said to be gone stays in force for ten minutes more. Where a caller wants the same with
 * other means (other keys), these are used at once, for all callers.
 */
export class RepeatedLookups<W extends Want> implements Discovery<W> {
  readonly #options: RepeatedLookupsOptions<W>;
  readonly #wanted = new Map<string, Wanted<W>>();
  readonly #waiting = new Set<Wanted<W>>();
  readonly #stopped = new AbortController();
  #underWay = 0;

  constructor(options: RepeatedLookupsOptions<W>) {
    this.#options = options;
    // Each lookup under way listens, some several times: more listeners than Node's warning about leaks allows.
    setMaxListeners(0, this.#stopped.signal);
  }

  want(want: W, remembered?: AnswerTo<W>): void {
    const known = this.#wanted.get(wantKey(want));
    if (known !== undefined) {
      known.paces.push(want.pace);
      if (!isAskedAlike(known.want, want)) this.#askOtherwise(known, want);
      else if (known.last !== undefined && !known.isUnderWay) this.#askLater(known);
      return;
    }
    const wanted: Wanted<W> = {
      want,
      paces: [want.pace],
      known: remembered === undefined ? {} : { answer: remembered },
      failures: 0,
      isUnderWay: false,
      cancel: () => {},
    };
    this.#wanted.set(wantKey(want), wanted);
    this.#ask(wanted);
  }

  unwant(want: W): void {
    const wanted = this.#wanted.get(wantKey(want));
    if (wanted === undefined) return;
    const same = wanted.paces.findIndex(pace => deepEqual(pace, want.pace));
    wanted.paces.splice(Math.max(same, 0), 1);
    if (wanted.paces.length > 0) return;
    wanted.cancel();
    this.#wanted.delete(wantKey(want));
    this.#waiting.delete(wanted);
  }

  stop(): void {
    for (const { cancel } of this.#wanted.values()) cancel();
    this.#wanted.clear();
    this.#waiting.clear();
    this.#stopped.abort();
  }

  /** askForAll looks up everything again at once: something has changed that concerns all. */
  askForAll(): void {
    for (const wanted of this.#wanted.values()) {
      wanted.cancel();
      this.#ask(wanted);
    }
  }

  /** Keeps what is known; the result of a lookup under way with the old means is dropped. */
  #askOtherwise(wanted: Wanted<W>, want: W): void {
    wanted.cancel();
    this.#waiting.delete(wanted);
    const { paces, known } = wanted;
    const instead: Wanted<W> = { want, paces, known, failures: 0, isUnderWay: false, cancel: () => {} };
    this.#wanted.set(wantKey(want), instead);
    this.#ask(instead);
  }

  #ask(wanted: Wanted<W>): void {
    const found = this.#options.atHand?.(wanted.want);
    if (found !== undefined) {
      this.#outcome(wanted, found);
    } else if (!wanted.isUnderWay) {
      this.#waiting.add(wanted);
      this.#askWaiting();
    }
  }

  #askWaiting(): void {
    for (const wanted of this.#waiting) {
      if (this.#underWay >= maxUnderWay) return;
      this.#waiting.delete(wanted);
      void this.#lookUp(wanted);
    }
  }

  async #lookUp(wanted: Wanted<W>): Promise<void> {
    this.#underWay++;
    wanted.isUnderWay = true;
    const lookup = await this.#options.lookUp(wanted.want, wanted.known.answer, this.#stopped.signal);
    wanted.isUnderWay = false;
    this.#underWay--;
    // It may have been dropped meanwhile, or replaced.
    if (this.#wanted.get(wantKey(wanted.want)) === wanted) this.#outcome(wanted, lookup);
    this.#askWaiting();
  }

  #outcome(wanted: Wanted<W>, lookup: Lookup<W>): void {
    const at = this.#options.clock.now();
    wanted.last = { at, lookup, failures: wanted.failures };
    this.#askLater(wanted);
    if (lookup.kind === 'found') {
      wanted.failures = lookup.complete ? 0 : wanted.failures + 1;
      delete wanted.goneSince;
      const { answer, error } = lookup;
      this.#tell(wanted, error === undefined ? { answer } : { answer, error });
    } else {
      wanted.failures++;
      if (lookup.isGone === true) wanted.goneSince ??= at;
      const { error, refused } = lookup;
      const { answer } = wanted.known;
      const isOver = wanted.goneSince !== undefined && at - wanted.goneSince >= keptWhenGone;
      const failed = refused === undefined ? { error } : { error, refused };
      this.#tell(wanted, answer === undefined || isOver ? failed : { answer, ...failed });
    }
  }

  /** The fastest pace decides. Nobody waits longer than 5 min, unless they ask for that. */
  #askLater(wanted: Wanted<W>): void {
    const { last, paces } = wanted;
    if (last === undefined) return;
    const wait = Math.min(...paces.map(pace => waitAfter(last.lookup, last.failures, pace)));
    wanted.cancel();
    wanted.cancel = this.#options.clock.at(last.at + wait, () => this.#ask(wanted));
  }

  #tell(wanted: Wanted<W>, known: Known<AnswerTo<W>>): void {
    if (deepEqual(known, wanted.known)) return;
    wanted.known = known;
    this.#options.onKnown(wanted.want, known);
  }
}

/** Tells whether two wants are looked up with the same means, at whatever pace. */
function isAskedAlike({ pace: _, ...a }: Want, { pace: __, ...b }: Want): boolean {
  return deepEqual(a, b);
}

/** ms until the next lookup; `failures` are those before this one. */
function waitAfter<W extends Want>(lookup: Lookup<W>, failures: number, pace: Pace = {}): number {
  const { base, max } = pace.failure ?? backOff;
  const retry = Math.min(base * 2 ** failures, max);
  if (lookup.kind === 'failed') return retry;
  const wait = holdsFor(lookup.ttl, pace);
  return lookup.complete ? wait : Math.min(wait, retry);
}

function holdsFor(ttl: number, { refresh, respectTtl = true }: Pace): number {
  if (!respectTtl) return refresh ?? refreshByDefault;
  if (ttl === 0 && refresh !== undefined) return refresh;
  return Math.min(Math.max(ttl * 1000, life.shortest), life.longest);
}
