import { X509Certificate } from 'node:crypto';
import { type AuthorityPair, type Hosts, makeAuthority, openAuthority } from './certificate-authority.ts';

/** ServerCertificate is what one of our own servers shows, and whose word its clients are to take for it. PEM. */
export interface ServerCertificate {
  readonly cert: string;
  /** Never printed. */
  readonly key: string;
  readonly authority: string;
}

/** How long the authority of our own servers holds, and what it vouches for. ms. */
const lifetime = 10 * 365 * 24 * 3_600_000;
const subjectName = 'CN=Fairlead control plane';

/** makeServerAuthority makes the authority that our own servers are known by. `now` is in ms since the epoch. */
export function makeServerAuthority(now: number): Promise<AuthorityPair> {
  return makeAuthority(subjectName, { names: [], now, lifetime });
}

/**
 * makeServerCertificate makes a certificate for a server that is found at these hosts. It holds as long as its authority does, or so
 * long (ms). It throws a Fault (`input`) where the authority is none.
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

/** isServerAuthority tells whether a certificate is of an authority that was made here: another's is its owner's to renew. */
export function isServerAuthority(certificate: string): boolean {
  try {
    const { subject, issuer } = new X509Certificate(certificate);
    return subject === subjectName && issuer === subjectName;
  } catch {
    return false;
  }
}
