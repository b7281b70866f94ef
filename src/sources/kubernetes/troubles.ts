import { isRefusal } from './cluster.ts';

/**
 * Troubles says what cannot be read of a cluster, and when it can be again: that the server is away once, however many kinds
 * are missed by it, and what may not be read once for each kind.
 */
export class Troubles {
  readonly #cluster: string;
  readonly #onNotice: (message: string) => void;
  /** Why each of what is followed cannot be read. */
  readonly #failing = new Map<string, unknown>();
  readonly #forbidden = new Set<string>();
  readonly #away = new Set<string>();

  constructor(cluster: string, onNotice: (message: string) => void) {
    this.#cluster = cluster;
    this.#onNotice = onNotice;
  }

  /** The first of what is wrong now. */
  get first(): unknown {
    for (const [, error] of this.#failing) return error;
    return undefined;
  }

  /** report says what cannot be read, and what comes of it where it may not be. */
  report(what: string, error: unknown, without = 'they are left out'): void {
    this.#failing.set(what, error);
    // Whoever follows it looks whether it is served.
    if (isRefusal(error, 404)) return;
    const message = error instanceof Error ? error.message : String(error);
    if (isRefusal(error, 403)) {
      if (this.#forbidden.has(what)) return;
      this.#forbidden.add(what);
      this.#onNotice(`${what} may not be read, and ${without}: ${message}`);
    } else {
      if (this.#away.size === 0)
        this.#onNotice(`the cluster ${this.#cluster} cannot be read, tried again: ${message}`);
      this.#away.add(what);
    }
  }

  over(what: string): void {
    this.#failing.delete(what);
    if (this.#forbidden.delete(what)) this.#onNotice(`${what} may be read now`);
    if (this.#away.delete(what) && this.#away.size === 0) {
      this.#onNotice(`the cluster ${this.#cluster} can be read again`);
    }
  }
}
