import type { Clock } from '#graph';
import { deepEqual } from '#lib/equal.ts';
import type { ConsulAnswer, ConsulWant, Known } from '#model';
import type { Asked, Question } from './ask-service.ts';

/** WatchingServices is what `watchService` needs. */
export interface WatchingServices {
  readonly clock: Clock;
  /** A number from 0 to 1, so that those that failed together do not all come back together. */
  readonly random: () => number;
  /** Asks once, when its turn comes; undefined once `ended`. */
  ask(want: ConsulWant, after: bigint | undefined, ended: Question['ended']): Promise<Asked | undefined>;
}

/** ms between an answer and the next question: a service that changes all the time is not asked for all the time. */
const atLeast = 200;
/** ms until the next question where Consul gives no index to wait for. */
const refresh = 30_000;
/** ms between attempts after a failure, doubled each time. */
const backOff = { base: 1_000, max: 60_000 } as const;

/**
 * watchService follows one service until `ended`, and reports what differs from what was known. Each question waits for a
 * change after the last answer, so that a change is known at once, and hardly anything is asked while nothing changes. A
 * failure keeps what was known, is reported, and is followed by another attempt after 1, 2, 4 … 60 s, of which up to half is
 * randomly left off.
 */
export async function watchService(
  want: ConsulWant,
  remembered: ConsulAnswer | undefined,
  tell: (known: Known<ConsulAnswer>) => void,
  watching: WatchingServices,
  ended: AbortSignal,
): Promise<void> {
  const { clock } = watching;
  let known: Known<ConsulAnswer> = remembered === undefined ? {} : { answer: remembered };
  let after: bigint | undefined;
  let failures = 0;
  while (!ended.aborted) {
    const asked = await watching.ask(want, after, ended);
    if (asked === undefined || ended.aborted) return;
    const now = nowKnown(asked, known);
    if (!deepEqual(now, known)) {
      known = now;
      tell(known);
    }
    failures = asked.kind === 'failed' ? failures + 1 : 0;
    const wait = waitAfter(asked, failures, watching.random);
    after = nextAfter(asked, after);
    await until(clock.now() + wait);
  }

  function until(time: number): Promise<void> {
    return new Promise(resolve => {
      const cancel = clock.at(time, wake);
      ended.addEventListener('abort', wake);
      function wake(): void {
        cancel();
        ended.removeEventListener('abort', wake);
        resolve();
      }
    });
  }
}

function nowKnown(asked: Asked, { answer }: Known<ConsulAnswer>): Known<ConsulAnswer> {
  if (asked.kind === 'found') return { answer: asked.answer };
  const { error, refused } = asked;
  const failed = refused === undefined ? { error } : { error, refused };
  return answer === undefined ? failed : { answer, ...failed };
}

/**
 * An index that goes back comes from a restored or a different catalogue: waiting for the old index might never end. Nor is
 * an index from before a failure waited for.
 */
function nextAfter(asked: Asked, last: bigint | undefined): bigint | undefined {
  if (asked.kind === 'failed' || asked.index === undefined) return undefined;
  return last !== undefined && asked.index < last ? undefined : asked.index;
}

function waitAfter(asked: Asked, failures: number, random: () => number): number {
  if (asked.kind === 'found') return asked.index === undefined ? refresh : atLeast;
  const longest = Math.min(backOff.base * 2 ** (failures - 1), backOff.max);
  return longest * (1 - random() / 2);
}
