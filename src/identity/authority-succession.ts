import type { Clock } from '#lib/clock.ts';
import { certificatesIn, expiryOf } from '#lib/pem.ts';
import {
  type AuthorityPair,
  type CertificateAuthority,
  type Hosts,
  type IssuedCertificate,
  openAuthority,
} from './certificate-authority.ts';

/**
 * ms for which others' certificates are valid, and for which an authority stays trusted after another took its place: as long
 * as what it signed is valid.
 */
export const vouchedFor = 7 * 24 * 3_600_000;
/** ms until everybody knows a new authority: what is written to a Secret reaches the volumes of pods within two minutes. */
export const knownAfter = 10 * 60_000;

/** BelievedPair is an authority, and the certificates that are trusted besides it (PEM). */
export interface BelievedPair extends AuthorityPair {
  readonly believed?: string | undefined;
}

export interface AuthoritySuccessionOptions {
  /** The hosts at which our own server is found. */
  readonly hosts: Hosts;
  /** ms since the epoch. */
  readonly clock: Clock;
}

interface Opened {
  readonly authority: CertificateAuthority;
  /** The certificate that our own server shows, signed by it. */
  readonly own: IssuedCertificate;
  /** The certificates that its Secret says are trusted besides it. */
  readonly believed: readonly string[];
  /** When everybody knows it (ms since the epoch). */
  readonly known: number;
  /** Until when it stays trusted after another took its place. */
  readonly until: number;
}

/**
 * AuthoritySuccession changes the authority that both ends of connections have certificates of, without breaking any. A new
 * authority signs for others at once, and they are told to trust it and those before; our own server shows a certificate of
 * it once everybody was told. So present connections last, and new clients are trusted.
 */
export class AuthoritySuccession {
  readonly #options: AuthoritySuccessionOptions;
  /** The latest first. */
  #opened: readonly Opened[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #waits = new Set<() => void>();

  constructor(options: AuthoritySuccessionOptions) {
    this.#options = options;
  }

  /**
   * take makes an authority the one that signs from now on; `what` names it. It throws a Fault (`input`) where the authority
   * cannot be used: the previous one goes on.
   */
  async take(what: string, pair: BelievedPair): Promise<void> {
    const { hosts, clock } = this.#options;
    const now = clock.now();
    const believed = certificatesIn(pair.believed ?? '');
    const [latest] = this.#opened;
    if (latest?.authority.certificate === pair.certificate) {
      if (latest.believed.join() === believed.join()) return;
      this.#opened = [{ ...latest, believed }, ...this.#opened.slice(1)];
      this.#tell();
      return;
    }
    const authority = await openAuthority(what, pair, now);
    const own = await authority.issueFor(hosts, { now, lifetime: authority.notAfter - now });
    const before = this.#opened.find(one => one.authority.certificate === pair.certificate);
    const known = before?.known ?? (latest === undefined ? now : now + knownAfter);
    const others = this.#opened.filter(one => one !== before);
    this.#opened = [
      { authority, own, believed, known, until: Number.POSITIVE_INFINITY },
      ...others.map(one => ({ ...one, until: Math.min(one.until, now + vouchedFor) })),
    ];
    this.#tell();
    if (known > now) this.#tellAt(known);
    if (others.length > 0) this.#tellAt(now + vouchedFor);
  }

  /** The authority that signs for others. */
  get authority(): CertificateAuthority {
    return this.#latest.authority;
  }

  /** The certificate that our own server shows. */
  get own(): IssuedCertificate {
    const now = this.#options.clock.now();
    const opened = this.#living;
    return (opened.find(({ known }) => known <= now) ?? opened.at(-1) ?? this.#latest).own;
  }

  /** The certificates that both ends trust; PEM. */
  get roots(): string {
    const now = this.#options.clock.now();
    const all = this.#living.flatMap(({ authority, believed }) => [
      ...certificatesIn(authority.certificate),
      ...believed.filter(one => expiryOf(one) > now),
    ]);
    return [...new Set(all)].map(one => `${one}\n`).join('');
  }

  /** subscribe calls the listener whenever any of these changes, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    for (const cancel of this.#waits) cancel();
    this.#listeners.clear();
  }

  get #latest(): Opened {
    const [latest] = this.#opened;
    if (latest === undefined) throw new Error('no authority was taken');
    return latest;
  }

  get #living(): readonly Opened[] {
    const now = this.#options.clock.now();
    return this.#opened.filter(({ authority, until }) => authority.notAfter > now && until > now);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #tellAt(time: number): void {
    const cancel = this.#options.clock.at(time, () => {
      this.#waits.delete(cancel);
      this.#opened = this.#opened.filter(one => one === this.#latest || one.until > time);
      this.#tell();
    });
    this.#waits.add(cancel);
  }
}
