import type { RefProblem } from '../backend-ref.ts';

/**
 * Note is something to say about a route, found while it was translated. `path` is within the rule, as written.
 * - `unsupported`: the rule cannot be served as written; `reason` replaces the usual one.
 * - `reference`: a reference leads nowhere, or to nothing that can serve yet; `what` says in words which one.
 * - `ignored`: something is read and has no effect.
 * - `refused`: because of it nothing of the route can be served.
 */
export type Note = { readonly rule: number; readonly path: string } & (
  | { readonly kind: 'unsupported'; readonly message: string; readonly reason?: 'IncompatibleFilters' }
  | { readonly kind: 'reference'; readonly what: string; readonly problem: RefProblem }
  | { readonly kind: 'ignored'; readonly message: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string }
);

/** Noted is the result of a step of translation: a value, and the notes about it. */
export interface Noted<T> {
  readonly value: T;
  readonly notes: readonly Note[];
}

const nothing: readonly Note[] = [];

/** noted is a value with its notes; most have none. */
export function noted<T>(value: T, ...notes: readonly Note[]): Noted<T> {
  return { value, notes: notes.length === 0 ? nothing : notes };
}

/** gather puts the values of several steps into one list, and their notes into another, in the same order. */
export function gather<T>(steps: readonly Noted<T>[]): Noted<T[]> {
  return { value: steps.map(s => s.value), notes: notesOf(...steps) };
}

/** notesOf are the notes of several steps, one after the other. */
export function notesOf(...steps: readonly Noted<unknown>[]): readonly Note[] {
  return steps.every(s => s.notes.length === 0) ? nothing : steps.flatMap(s => s.notes);
}
