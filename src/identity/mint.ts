import type { Clock } from '#lib/clock.ts';
import { deepEqual } from '#lib/equal.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { AuthorityKey, Identity, ProxyId } from '#model';
import { type Authorities, settling } from './authorities.ts';
import type { IssuedCertificate } from './certificate-authority.ts';

/** When so much of its life is over a certificate is renewed: early enough to fail a few times. */
const renewal = 2 / 3;
/** ms until what could not be renewed is tried again, and no certificate is renewed sooner. */
const shortest = 10_000;
/** So many are made at the same time: the rest of the process goes on meanwhile. */
const together = 4;

export interface MintOptions {
  /** ms since the epoch. */
  readonly clock: Clock;
  readonly authorities: Authorities;
  /** Takes what a connected sidecar is to show in a mesh from now on; `pair` undefined: nothing any longer. */
  readonly hand: (handed: Handed) => void;
  readonly onNotice: (message: string) => void;
}

/** Handed is what a sidecar gets. */
export interface Handed {
  readonly proxy: ProxyId;
  readonly mesh: string;
  readonly pair: IssuedCertificate | undefined;
}

/** What a connected sidecar shows. */
interface Shown {
  readonly identity: Identity;
  /** ms since the epoch. */
  readonly renewal: number;
  readonly cancel: () => void;
}

/**
 * Mint makes certificates of sidecars that are connected, and of no others: when one comes, when who it is changes, and before
 * what it has runs out. It keeps nothing of who is gone.
 */
export class Mint {
  readonly #options: MintOptions;
  readonly #identities = new Map<ProxyId, Identity>();
  readonly #byAuthority = new Map<AuthorityKey, Set<ProxyId>>();
  readonly #present = new Set<ProxyId>();
  readonly #shown = new Map<ProxyId, Shown>();
  /** Those who wait for a later time, by what cancels it. */
  readonly #later = new Map<ProxyId, () => void>();
  readonly #queue = new Map<ProxyId, { readonly done: Promise<void>; readonly resolve: () => void }>();
  /** Those who are being looked at: each by one at a time. */
  readonly #busy = new Set<ProxyId>();

  constructor(options: MintOptions) {
    this.#options = options;
  }

  /** How many certificates there are. */
  get size(): number {
    return this.#shown.size;
  }

  /** identify says who a sidecar is by now; undefined: nobody. */
  identify(proxy: ProxyId, identity: Identity | undefined): void {
    const before = this.#identities.get(proxy);
    if (before !== undefined) this.#byAuthority.get(before.authority)?.delete(proxy);
    if (identity === undefined) this.#identities.delete(proxy);
    else {
      this.#identities.set(proxy, identity);
      const known = this.#byAuthority.get(identity.authority) ?? new Set();
      this.#byAuthority.set(identity.authority, known.add(proxy));
    }
    void this.#enqueue(proxy);
  }

  /** arrive says that a sidecar is connected. It resolves when it has been handed what it is to show, if there is anything. */
  arrive(proxy: ProxyId): Promise<void> {
    this.#present.add(proxy);
    return this.#enqueue(proxy);
  }

  leave(proxy: ProxyId): void {
    this.#present.delete(proxy);
    this.#forget(proxy);
  }

  /** authorityChanged looks again at those whom an authority vouches for. */
  authorityChanged(key: AuthorityKey): void {
    for (const proxy of this.#byAuthority.get(key) ?? []) void this.#enqueue(proxy);
  }

  stop(): void {
    for (const { resolve } of this.#queue.values()) resolve();
    this.#queue.clear();
    for (const proxy of [...this.#present]) {
      this.#cancel(proxy);
      this.#present.delete(proxy);
    }
  }

  /** Each stands in the queue once, however often it changes meanwhile. */
  #enqueue(proxy: ProxyId): Promise<void> {
    if (!this.#present.has(proxy)) return Promise.resolve();
    const waiting = this.#queue.get(proxy);
    if (waiting !== undefined) return waiting.done;
    let resolve = () => {};
    const done = new Promise<void>(resolved => {
      resolve = resolved;
    });
    this.#queue.set(proxy, { done, resolve });
    void this.#work();
    return done;
  }

  async #work(): Promise<void> {
    if (this.#busy.size >= together) return;
    for (const [proxy, { resolve }] of this.#queue) {
      if (this.#busy.has(proxy)) continue;
      this.#queue.delete(proxy);
      this.#busy.add(proxy);
      try {
        await this.#look(proxy);
      } catch (error) {
        this.#options.onNotice(`no certificate could be made for ${proxy}: ${String(error)}`);
        this.#again(proxy, this.#options.clock.now() + shortest);
      }
      this.#busy.delete(proxy);
      resolve();
      void this.#work();
      return;
    }
  }

  async #look(proxy: ProxyId): Promise<void> {
    if (!this.#present.has(proxy)) return;
    const { authorities, clock } = this.#options;
    const identity = this.#identities.get(proxy);
    const shown = this.#shown.get(proxy);
    if (identity === undefined) {
      this.#forget(proxy);
      return;
    }
    const now = clock.now();
    if (shown !== undefined && deepEqual(shown.identity, identity) && shown.renewal > now) return;
    const signer = authorities.signer(identity.authority);
    // It is looked at again when there is one.
    if (signer === undefined) return;
    const isAnother = shown !== undefined && shown.identity.authority !== identity.authority;
    if (isAnother && signer.since + settling > now) {
      this.#again(proxy, signer.since + settling);
      return;
    }
    const { names, lifetime } = identity;
    const pair = await signer.authority.issue({ names, now, lifetime });
    if (!this.#present.has(proxy) || this.#identities.get(proxy) !== identity) {
      void this.#enqueue(proxy);
      return;
    }
    if (shown !== undefined && shown.identity.mesh !== identity.mesh) this.#forget(proxy);
    this.#cancel(proxy);
    const due = now + Math.max(shortest, (pair.notAfter - now) * lifeUntilRenewal(proxy));
    const cancel = clock.at(due, () => void this.#enqueue(proxy));
    this.#shown.set(proxy, { identity, renewal: due, cancel });
    this.#options.hand({ proxy, mesh: identity.mesh, pair });
  }

  #again(proxy: ProxyId, time: number): void {
    this.#later.get(proxy)?.();
    const cancel = this.#options.clock.at(time, () => {
      this.#later.delete(proxy);
      void this.#enqueue(proxy);
    });
    this.#later.set(proxy, cancel);
  }

  #cancel(proxy: ProxyId): void {
    this.#shown.get(proxy)?.cancel();
    this.#later.get(proxy)?.();
    this.#later.delete(proxy);
  }

  #forget(proxy: ProxyId): void {
    this.#cancel(proxy);
    const shown = this.#shown.get(proxy);
    if (shown === undefined) return;
    this.#shown.delete(proxy);
    this.#options.hand({ proxy, mesh: shown.identity.mesh, pair: undefined });
  }
}

/** Those that were made together are not all renewed in one instant. */
function lifeUntilRenewal(proxy: ProxyId): number {
  const spread = Number.parseInt(hashBytes(proxy).slice(0, 4), 16) / 0xffff;
  return renewal - spread / 10;
}
