import type { Clock } from '#lib/clock.ts';
import { deepEqual } from '#lib/equal.ts';
import type { AuthorityKey, MeshAuthority, MeshTrust, TrustedRoots } from '#model';
import type { State } from '#state';
import { type Generation, makeGeneration, readGenerations, writeGenerations } from './builtin-authority.ts';
import { type CertificateAuthority, openAuthority } from './certificate-authority.ts';

/** ms for which a new root is known in its mesh before it signs for proxies that already have a certificate. */
export const settling = 10_000;
/** ms for which a root stays trusted after its authority went: meanwhile everybody gets a certificate of another. */
const parting = 60_000;
/** A built-in authority gets a successor when this share of its life is left. */
const succession = 1 / 5;

interface Entry {
  readonly authority: MeshAuthority;
  /** Oldest first. */
  readonly opened: readonly Opened[];
  cancel: () => void;
}

interface Opened extends CertificateAuthority {
  /** When it became known in its mesh; ms since the epoch. */
  readonly since: number;
}

export interface AuthoritiesOptions {
  /** ms since the epoch. */
  readonly clock: Clock;
  /** Where built-in authorities are kept. */
  readonly state: State;
  /** Called when what a mesh trusts has changed. */
  readonly onRoots: (mesh: string) => void;
  /** Called when an authority can be asked from now on, or no longer. */
  readonly onAuthority: (key: AuthorityKey) => void;
  readonly onNotice: (message: string) => void;
}

/** Authorities are the certificate authorities of all meshes: they are made or provided, kept, succeeded, and removed. */
export class Authorities {
  readonly #options: AuthoritiesOptions;
  readonly #wanted = new Map<AuthorityKey, MeshAuthority>();
  readonly #entries = new Map<AuthorityKey, Entry>();
  readonly #trust = new Map<string, MeshTrust>();
  /** Changes of one authority are made one after the other. */
  readonly #busy = new Map<AuthorityKey, Promise<void>>();
  #parted: { readonly authority: MeshAuthority; readonly roots: readonly string[] }[] = [];

  constructor(options: AuthoritiesOptions) {
    this.#options = options;
  }

  /** set takes the present state of an authority; undefined: it is gone. */
  set(key: AuthorityKey, authority: MeshAuthority | undefined): void {
    if (authority === undefined) this.#wanted.delete(key);
    else this.#wanted.set(key, authority);
    this.#next(key);
  }

  /** setTrust takes what a mesh trusts besides its authorities, under any key. */
  setTrust(key: string, trust: MeshTrust | undefined): void {
    const before = this.#trust.get(key);
    if (trust === undefined) this.#trust.delete(key);
    else this.#trust.set(key, trust);
    for (const mesh of new Set([before?.mesh, trust?.mesh])) {
      if (mesh !== undefined) this.#options.onRoots(mesh);
    }
  }

  /** settled resolves when everything that was set is in force. */
  async settled(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy.values());
  }

  /**
   * signer is the authority that signs at present, and when it became known (ms since the epoch); undefined while there is
   * none. A successor signs nothing until it is known.
   */
  signer(
    key: AuthorityKey,
  ): { readonly authority: CertificateAuthority; readonly since: number } | undefined {
    const now = this.#options.clock.now();
    const living = this.#entries.get(key)?.opened.filter(({ notAfter }) => notAfter > now) ?? [];
    const authority = living.findLast(({ since }) => since + settling <= now) ?? living[0];
    return authority && { authority, since: authority.since };
  }

  /** roots are the roots that a mesh trusts, by trust domain. */
  roots(mesh: string): readonly TrustedRoots[] {
    const now = this.#options.clock.now();
    const found = new Map<string, Set<string>>();
    const add = (trustDomain: string, roots: readonly string[]) => {
      const known = found.get(trustDomain) ?? new Set();
      for (const root of roots) known.add(root);
      found.set(trustDomain, known);
    };
    for (const { authority, opened } of this.#entries.values()) {
      if (authority.mesh !== mesh || !authority.isTrusted) continue;
      const living = opened.filter(({ notAfter }) => notAfter > now);
      add(
        authority.trustDomain,
        living.map(one => one.certificate),
      );
    }
    for (const { authority, roots } of this.#parted) {
      if (authority.mesh === mesh && authority.isTrusted) add(authority.trustDomain, roots);
    }
    for (const trust of this.#trust.values()) if (trust.mesh === mesh) add(trust.trustDomain, trust.roots);
    return [...found]
      .filter(([, roots]) => roots.size > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([trustDomain, roots]) => ({ trustDomain, roots: [...roots].sort() }));
  }

  stop(): void {
    for (const entry of this.#entries.values()) entry.cancel();
  }

  #next(key: AuthorityKey): void {
    const done = (this.#busy.get(key) ?? Promise.resolve())
      .then(() => this.#follow(key))
      .catch(error => this.#options.onNotice(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        if (this.#busy.get(key) === done) this.#busy.delete(key);
      });
    this.#busy.set(key, done);
  }

  async #follow(key: AuthorityKey): Promise<void> {
    const authority = this.#wanted.get(key);
    const before = this.#entries.get(key);
    // An authority that cannot be used does not replace one that can.
    const opened = authority === undefined ? [] : await this.#open(key, authority, before);
    before?.cancel();
    if (authority === undefined) this.#entries.delete(key);
    else this.#entries.set(key, { authority, opened, cancel: this.#succeed(key, authority, opened) });
    if (before !== undefined) this.#part(before, opened);
    for (const mesh of new Set([before?.authority.mesh, authority?.mesh])) {
      if (mesh !== undefined) this.#options.onRoots(mesh);
    }
    this.#options.onAuthority(key);
  }

  async #open(
    key: AuthorityKey,
    { mesh, trustDomain, pair }: MeshAuthority,
    before: Entry | undefined,
  ): Promise<readonly Opened[]> {
    if (before !== undefined && pair.kind === 'provided' && deepEqual(pair, before.authority.pair))
      return before.opened;
    const { clock } = this.#options;
    const now = clock.now();
    const what = `the authority ${key} of mesh ${mesh}`;
    const generations =
      pair.kind === 'provided'
        ? [{ ...pair, since: now }]
        : await this.#builtin(key, trustDomain, pair.lifetime);
    return Promise.all(
      generations.map(async generation => {
        const known = before?.opened.find(one => one.certificate === generation.certificate);
        if (known !== undefined && pair.kind === 'builtin') return known;
        return { ...(await openAuthority(what, generation, now)), since: known?.since ?? generation.since };
      }),
    );
  }

  /** A generation is made once, and stored before it signs anything. */
  async #builtin(key: AuthorityKey, trustDomain: string, lifetime: number): Promise<readonly Generation[]> {
    const { clock, state } = this.#options;
    const name = `authority ${key}`;
    const now = clock.now();
    const kept = readGenerations(state.get(name)).filter(({ notAfter }) => notAfter > now);
    const latest = kept.at(-1);
    if (latest !== undefined && !isOld(latest, now)) return kept;
    const all = [...kept, await makeGeneration(trustDomain, lifetime, now)];
    await state.put(name, writeGenerations(all));
    return all;
  }

  /** Returns a function that cancels the succession. */
  #succeed(key: AuthorityKey, { pair }: MeshAuthority, opened: readonly Opened[]): () => void {
    const latest = opened.at(-1);
    if (pair.kind !== 'builtin' || latest === undefined) return () => {};
    return this.#options.clock.at(endOfPrime(latest), () => this.#next(key));
  }

  #part(before: Entry, opened: readonly Opened[]): void {
    const { clock, onRoots } = this.#options;
    const gone = before.opened.filter(
      one => !opened.some(({ certificate }) => certificate === one.certificate),
    );
    if (gone.length === 0) return;
    const parted = { authority: before.authority, roots: gone.map(one => one.certificate) };
    this.#parted.push(parted);
    clock.at(clock.now() + parting, () => {
      this.#parted = this.#parted.filter(one => one !== parted);
      onRoots(before.authority.mesh);
    });
  }
}

type Lived = Pick<Opened, 'since' | 'notAfter'>;

function endOfPrime({ since, notAfter }: Lived): number {
  return notAfter - (notAfter - since) * succession;
}

function isOld(one: Lived, now: number): boolean {
  return endOfPrime(one) <= now;
}
