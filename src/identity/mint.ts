import type { Clock } from '#lib/clock.ts';
import { deepEqual } from '#lib/equal.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { AuthorityKey, Identity, ProxyId } from '#model';
import { type Authorities, settling } from './authorities.ts';
import type { IssuedCertificate } from './certificate-authority.ts';

/** The share of its life after which a certificate is renewed: early enough to fail a few times. */
const renewal = 2 / 3;
/** ms until a failed renewal is tried again; no certificate is renewed sooner than this. */
const shortest = 10_000;
/** How many certificates are made at a time, so that the rest of the process goes on meanwhile. */
const together = 4;

export interface MintOptions {
  /** ms since the epoch. */
  readonly clock: Clock;
  readonly authorities: Authorities;
  /**
   * Called with the certificate that a connected sidecar is to show in a mesh from now on; `pair` undefined: none any longer.
   */
  readonly hand: (handed: Handed) => void;
  readonly onNotice: (message: string) => void;
}

/** Handed is the certificate that a sidecar gets for a mesh. */
export interface Handed {
  readonly proxy: ProxyId;
  readonly mesh: string;
  readonly pair: IssuedCertificate | undefined;
}

/** Shown is the certificate that a connected sidecar shows. */
interface Shown {
  readonly identity: Identity;
  /** When it is to be renewed; ms since the epoch. */
  readonly renewal: number;
  readonly cancel: () => void;
}

/**
 * Mint makes certificates for connected sidecars, and for no others: when one connects, when its identity changes, and before
 * its certificate expires. It keeps nothing about sidecars that are gone.
 */
export class Mint {
  readonly #options: MintOptions;
  readonly #identities = new Map<ProxyId, Identity>();
  readonly #byAuthority = new Map<AuthorityKey, Set<ProxyId>>();
  readonly #present = new Set<ProxyId>();
  readonly #shown = new Map<ProxyId, Shown>();
  /** The sidecars that wait for a later time, with what cancels the wait. */
  readonly #later = new Map<ProxyId, () => void>();
  readonly #queue = new Map<ProxyId, { readonly done: Promise<void>; readonly resolve: () => void }>();
  /** The sidecars that are being worked on, so that only one worker has each. */
  readonly #busy = new Set<ProxyId>();

  constructor(options: MintOptions) {
    this.#options = options;
  }

  /** The number of certificates that are shown. */
  get size(): number {
    return this.#shown.size;
  }

  /** identify sets the present identity of a sidecar; undefined: it has none. */
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

  /** arrive says that a sidecar connected. It resolves when the sidecar was handed its certificate, if it gets one. */
  arrive(proxy: ProxyId): Promise<void> {
    this.#present.add(proxy);
    return this.#enqueue(proxy);
  }

  leave(proxy: ProxyId): void {
    this.#present.delete(proxy);
    this.#forget(proxy);
  }

  /** authorityChanged looks again at the sidecars that an authority vouches for. */
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

  /** Each sidecar is in the queue once, however often it changes meanwhile. */
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
    // authorityChanged puts the sidecar in the queue again when there is one.
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
