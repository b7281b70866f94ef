import type { Hub } from './hub.ts';
import { Rounds } from './rounds.ts';
import { clusterStays } from './stream/needs.ts';
import type { Stream } from './stream/stream.ts';

/**
 * Sweep forgets endpoints that the source deleted, once no client holds a cluster that needs them. They are kept as long as
 * such a cluster lingers at some client or is on its way to one.
 */
export class Sweep {
  readonly #hub: Hub<Stream>;
  readonly #streams: ReadonlySet<Stream>;
  readonly #rounds: Rounds<string>;
  #cancel: (() => void) | undefined;

  constructor(hub: Hub<Stream>, streams: ReadonlySet<Stream>) {
    this.#hub = hub;
    this.#streams = streams;
    this.#rounds = new Rounds(
      name => this.#look(name),
      () => this.#again(),
    );
  }

  /** later looks once all that lingers now is gone, and then again for as long as something is kept. */
  later(): void {
    const { catalogue, clock, linger } = this.#hub;
    this.#cancel ??= clock.at(clock.now() + linger + 1000, () => {
      this.#cancel = undefined;
      for (const name of catalogue.departures()) this.#rounds.add(name);
    });
  }

  stop(): void {
    this.#cancel?.();
  }

  /** One name, and all streams: between two names anything may change. */
  #look(name: string): void {
    for (const stream of this.#streams) if (clusterStays(stream, name)) return;
    this.#hub.catalogue.forget(name);
  }

  #again(): void {
    for (const _ of this.#hub.catalogue.departures()) {
      this.later();
      return;
    }
  }
}
