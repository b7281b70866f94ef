import { X509Certificate } from 'node:crypto';
import type { Clock } from '#lib/clock.ts';
import {
  type AuthorityPair,
  type CertificateAuthority,
  type Hosts,
  type IssuedCertificate,
  openAuthority,
} from './certificate-authority.ts';

/**
 * ms for which somebody is vouched for, and for which an authority is believed that another took the place of: as long as what it
 * vouched for holds.
 */
export const vouchedFor = 7 * 24 * 3_600_000;
/** ms until everybody knows a new authority: what is written to a Secret reaches the volumes of pods within two minutes. */
export const knownAfter = 10 * 60_000;

/** BelievedPair is an authority, and who is believed beside it (PEM). */
export interface BelievedPair extends AuthorityPair {
  readonly believed?: string | undefined;
}

export interface AuthoritySuccessionOptions {
  /** Where our own server is found. */
  readonly hosts: Hosts;
  /** ms since the epoch. */
  readonly clock: Clock;
}

interface Opened {
  readonly authority: CertificateAuthority;
  /** What our own server shows by it. */
  readonly own: IssuedCertificate;
  /** Whom its Secret names beside it. */
  readonly believed: readonly string[];
  /** When everybody knows it. */
  readonly known: number;
  /** Until when it is believed after another took its place. */
  readonly until: number;
}

/**
 * AuthoritySuccession is who vouches for both ends of a connection, for those who have it and for who is to come: by a new authority
 * others are vouched for at once, and told to believe it and those before; our own server shows a certificate of it once everybody
 * was told, so that who is connected stays so and who comes is believed.
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

  /** take has an authority vouch from now on; `what` names it. It throws a Fault (`input`) where it cannot: who did goes on. */
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

  /** Who vouches for others. */
  get authority(): CertificateAuthority {
    return this.#latest.authority;
  }

  /** What our own server shows. */
  get own(): IssuedCertificate {
    const now = this.#options.clock.now();
    const opened = this.#living;
    return (opened.find(({ known }) => known <= now) ?? opened.at(-1) ?? this.#latest).own;
  }

  /** Who is believed, at either end; PEM. */
  get roots(): string {
    const now = this.#options.clock.now();
    const all = this.#living.flatMap(({ authority, believed }) => [
      ...certificatesIn(authority.certificate),
      ...believed.filter(one => endOf(one) > now),
    ]);
    return [...new Set(all)].map(one => `${one}\n`).join('');
  }

  /** subscribe tells when any of it is another, until what it gives is called. */
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

/** certificatesIn cuts PEM into the certificates that it holds. */
export function certificatesIn(pem: string): readonly string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** endOf is when a certificate runs out (ms since the epoch); 0 where it is none. */
export function endOf(pem: string): number {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return 0;
  }
}
