import type { GraphOptions } from './collection.ts';

interface Failure {
  readonly collection: string;
  readonly key: string;
  readonly error: unknown;
}

/**
 * Failures keeps errors while the graph cannot stop for them: the graph settles first, then reports. What a derivation
 * threw goes to `onError` where there is one; what subscribers threw is always rethrown.
 */
export class Failures {
  readonly #onError: GraphOptions['onError'];
  #ofDerivations: Failure[] = [];
  #toThrow: unknown[] = [];

  constructor(onError: GraphOptions['onError']) {
    this.#onError = onError;
  }

  /** add keeps what a function of a collection threw, for `report`. */
  add(collection: string, key: string, error: unknown): void {
    this.#ofDerivations.push({ collection, key, error });
  }

  /** keep keeps an error that belongs to no collection, for `rethrow`. */
  keep(error: unknown): void {
    this.#toThrow.push(error);
  }

  /** attempt makes a call and keeps what it throws, for `rethrow`. */
  readonly attempt = (call: () => void): void => {
    try {
      call();
    } catch (error) {
      this.keep(error);
    }
  };

  /** report tells `onError` of the derivations that threw since the last report. */
  report(): void {
    if (this.#ofDerivations.length === 0) return;
    const failures = this.#ofDerivations;
    this.#ofDerivations = [];
    const onError = this.#onError;
    for (const { collection, key, error } of failures) {
      if (onError) this.attempt(() => onError(collection, key, error));
      else this.keep(named(collection, key, error));
    }
  }

  /** rethrow throws what is left, all in one where there are several. */
  rethrow(): void {
    const errors = this.#toThrow;
    if (errors.length === 0) return;
    this.#toThrow = [];
    if (errors.length === 1) throw errors[0];
    const first = messageOf(errors[0]);
    throw new AggregateError(errors, `${errors.length} errors while the graph settled; the first: ${first}`);
  }
}

function named(collection: string, key: string, error: unknown): Error {
  return new Error(`${collection}: the derivation of "${key}" threw: ${messageOf(error)}`, { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
