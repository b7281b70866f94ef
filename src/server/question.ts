import type { Introspection } from '#inspect';
import type { Store } from '#sources/store';
import type { Caller } from './access.ts';
import type { Answer } from './answer.ts';
import type { AskedPath } from './open-api.ts';

/** Asked is one question taken apart: the variable segments of its path, and its query. */
export interface Asked {
  readonly segments: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly introspection: Introspection;
  readonly store: Store | undefined;
  /** Who asks; undefined where the API needs no token and the question comes from another machine. */
  readonly caller: Caller | undefined;
}

/** Question is something that can be asked. Path segments that begin with `:` match anything. */
export interface Question extends AskedPath {
  readonly answer: (asked: Asked) => Answer | Promise<Answer>;
}

/** data answers with a value as JSON. */
export function data(value: unknown): Answer {
  return { kind: 'data', value };
}

/** all answers with a whole list in Kuma's form, as its only page. */
export function all(items: readonly unknown[]): Answer {
  return data({ total: items.length, items, next: null });
}
