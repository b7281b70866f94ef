import type { Clock } from '#lib/clock.ts';

/** Bytes of large responses that may, all together, wait for their peers to take them before another one is made. */
const most = 32 * 1024 * 1024;
/** A response this large counts. */
const large = 64 * 1024;
/** ms. A peer that does not take a response in this time holds up nobody else any longer. */
const patience = 1_000;

/**
 * Outflow has large responses made in waves: when thousands of clients connect at once, responses exist only for the clients
 * that can take them now. It never holds up small responses, and a peer that does not read holds up others for a second at
 * most: what waits for that peer alone is bounded by its own stream.
 */
export class Outflow<Waiter> {
  readonly #clock: Clock;
  readonly #resume: (waiter: Waiter) => void;
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiter>();
  /** Bytes of the present wave that their peers have not taken; those of earlier waves no longer count. */
  #bytes = 0;
  #wave = 0;
  /** Bytes of the last large response: they tell how many waiters there is room for. */
  #typical = large;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, resume: (waiter: Waiter) => void) {
    this.#clock = clock;
    this.#resume = resume;
  }

  /** admits gives false where a large response has to wait: the waiter is resumed when there is room. */
  admits(waiter: Waiter): boolean {
    if (this.#bytes < most) return true;
    this.#waiting.add(waiter);
    this.#cancel ??= this.#clock.at(this.#clock.now() + patience, () => this.#nextWave());
    return false;
  }

  /** wrote counts a response; what is given back is called when the peer has taken it. */
  wrote(bytes: number): () => void {
    if (bytes < large) return nothing;
    const wave = this.#wave;
    this.#bytes += bytes;
    this.#typical = bytes;
    return () => {
      if (wave !== this.#wave) return;
      this.#bytes -= bytes;
      if (this.#bytes < most / 2) this.#resumeSome();
    };
  }

  stop(): void {
    this.#cancel?.();
  }

  #nextWave(): void {
    this.#cancel = undefined;
    this.#wave++;
    this.#bytes = 0;
    this.#resumeSome();
    if (this.#waiting.size > 0)
      this.#cancel = this.#clock.at(this.#clock.now() + patience, () => this.#nextWave());
  }

  #resumeSome(): void {
    let room = Math.ceil((most - this.#bytes) / this.#typical);
    for (const waiter of this.#waiting) {
      if (room-- <= 0) break;
      this.#waiting.delete(waiter);
      this.#resume(waiter);
    }
  }
}

const nothing = () => {};
