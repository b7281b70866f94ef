import { X509Certificate } from 'node:crypto';
import { type AuthorityPair, type Hosts, makeAuthority, openAuthority } from './certificate-authority.ts';

/** ServerCertificate is what one of our own servers shows, and the authority that its clients are to trust. PEM. */
export interface ServerCertificate {
  readonly cert: string;
  /** Never printed. */
  readonly key: string;
  readonly authority: string;
}

/** ms for which the authority of our own servers is valid, and what it signs. */
const lifetime = 10 * 365 * 24 * 3_600_000;
const subjectName = 'CN=Fairlead control plane';

/** makeServerAuthority makes the authority that our own servers are known by. `now` is in ms since the epoch. */
export function makeServerAuthority(now: number): Promise<AuthorityPair> {
  return makeAuthority(subjectName, { names: [], now, lifetime });
}

/**
 * makeServerCertificate makes a certificate for a server at these hosts. It is valid for `holds` (ms), but no longer than its
 * authority. It throws a Fault (`input`) where the authority cannot be used.
 */
export async function makeServerCertificate(
  pair: AuthorityPair,
  hosts: Hosts,
  now: number,
  holds = lifetime,
): Promise<ServerCertificate> {
  const authority = await openAuthority('the authority of our servers', pair, now);
  const { chain, privateKey } = await authority.issueFor(hosts, { now, lifetime: holds });
  return { cert: chain, key: privateKey, authority: pair.certificate };
}

/**
 * isServerAuthority tells whether a certificate is that of an authority made here. Other authorities are their owners' to
 * renew.
 */
export function isServerAuthority(certificate: string): boolean {
  try {
    const { subject, issuer } = new X509Certificate(certificate);
    return subject === subjectName && issuer === subjectName;
  } catch {
    return false;
  }
}
