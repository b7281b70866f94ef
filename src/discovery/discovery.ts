import type { AnswerTo, Known, Want } from '#model';

/** OnKnown is called with what is known of a want, whenever that changes. */
export type OnKnown<W extends Want> = (want: W, known: Known<AnswerTo<W>>) => void;

/**
 * RefuseAddress says why an address may not be asked; undefined where it may. Users write these addresses, so they cannot be
 * trusted.
 */
export type RefuseAddress = (address: string, port: number) => string | undefined;

/**
 * Discovery keeps what is known of wants of one kind fresh, wherever it finds it.
 *
 * - `want` begins to look, and `unwant` ends that; they are counted, so that several callers may want the same. Each want
 *   costs the same, however many others there are.
 * - `remembered` is an answer from before a restart. It is in force, without being reported, until there is another: a
 *   failure keeps it, with `error`.
 * - Nothing is reported of what is no longer wanted, and nothing after `stop`.
 */
export interface Discovery<W extends Want> {
  want(want: W, remembered?: AnswerTo<W>): void;
  unwant(want: W): void;
  stop(): void;
}
