import type { AnswerTo, Known, Want } from '#model';

/** OnKnown is told what is known of a want, each time it differs. */
export type OnKnown<W extends Want> = (want: W, known: Known<AnswerTo<W>>) => void;

/** RefuseAddress says why nothing may be asked at an address; undefined where it may. Anybody could write where to ask otherwise. */
export type RefuseAddress = (address: string, port: number) => string | undefined;

/**
 * Discovery keeps what is known of wants of one kind fresh, from wherever it is found.
 *
 * - `want` begins to look, and `unwant` ends it; they are counted, so that who wants what another wants, too, may say so
 *   twice. Each costs what that want costs, however many others there are.
 * - `remembered` is an answer of an earlier life. It is in force, without being told, until there is another: what fails
 *   keeps it, with `error`.
 * - Nothing is told of what is not wanted any more, and nothing after `stop`.
 */
export interface Discovery<W extends Want> {
  want(want: W, remembered?: AnswerTo<W>): void;
  unwant(want: W): void;
  stop(): void;
}
