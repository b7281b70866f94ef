import type { Catalogue } from './catalogue.ts';
import { Rounds } from './rounds.ts';
import type { Stream } from './stream.ts';
import { clusterStays } from './verdict.ts';

/**
 * Sweep forgets endpoints that the source deleted when no client holds a cluster any longer that needs them: until then they
 * are kept, for as long as it lingers anywhere or is on its way there.
 */
export class Sweep {
  readonly #catalogue: Catalogue;
  readonly #streams: ReadonlySet<Stream>;
  /** ms */
  readonly #interval: number;
  readonly #rounds: Rounds<string>;
  #timer: NodeJS.Timeout | undefined;

  constructor(catalogue: Catalogue, streams: ReadonlySet<Stream>, interval: number) {
    this.#catalogue = catalogue;
    this.#streams = streams;
    this.#interval = interval;
    this.#rounds = new Rounds(
      name => this.#look(name),
      () => this.#again(),
    );
  }

  /** later looks after the interval, and again as long as something is kept. */
  later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const name of this.#catalogue.departures()) this.#rounds.add(name);
    }, this.#interval).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** One name, and all streams: between two names anything may change. */
  #look(name: string): void {
    for (const stream of this.#streams) if (clusterStays(stream, name)) return;
    this.#catalogue.forget(name);
  }

  #again(): void {
    for (const _ of this.#catalogue.departures()) {
      this.later();
      return;
    }
  }
}
