import { isRefusal } from './cluster.ts';

/**
 * Troubles reports what cannot be read of a cluster, and when it can be again. An absent server is reported once, however
 * many kinds are affected; a kind that may not be read is reported once, in each namespace that is read by itself.
 */
export class Troubles {
  readonly #cluster: string;
  readonly #onNotice: (message: string) => void;
  /** For each kind that cannot be read, the error. */
  readonly #failing = new Map<string, unknown>();
  readonly #forbidden = new Set<string>();
  readonly #away = new Set<string>();

  constructor(cluster: string, onNotice: (message: string) => void) {
    this.#cluster = cluster;
    this.#onNotice = onNotice;
  }

  /** The first of the present errors. */
  get first(): unknown {
    for (const [, error] of this.#failing) return error;
    return undefined;
  }

  /** report says what cannot be read, and where it is forbidden, the consequence (`without`). */
  report(what: string, error: unknown, without = 'they are left out'): void {
    this.#failing.set(what, error);
    // A 404 needs no report: the caller checks whether the kind is still served.
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
