import { AuthoritySuccession, type Hosts, isServerAuthority, makeServerAuthority } from '#identity';
import { followSecret, type KeptPair, keepPair, type SecretName } from '#kube';
import { BackOff } from '#lib/back-off.ts';
import type { Clock } from '#lib/clock.ts';
import { certificatesIn, expiryOf } from '#lib/pem.ts';
import type { Cluster } from '#sources/kubernetes';

export interface KeepAuthorityOptions {
  readonly cluster: Cluster;
  /** The Secret that holds the authority, shared by all replicas. */
  readonly secret: SecretName;
  /** The names and addresses of our own server. */
  readonly hosts: Hosts;
  /** ms since the epoch. */
  readonly clock: Clock;
  readonly onNotice: (message: string) => void;
}

/** An authority that we made ourselves is succeeded by another so long (ms) before it ends. */
const authorityEnds = 365 * 24 * 3_600_000;

/**
 * keepAuthority opens the authority that is kept in the cluster, or makes one where there is none, and follows it from then
 * on. One that we made is succeeded before it ends, by whichever replica notices first. One that somebody else puts in its
 * place is used. Where somebody removes it, another is made.
 */
export async function keepAuthority(
  options: KeepAuthorityOptions,
): Promise<{ readonly succession: AuthoritySuccession; close(): void }> {
  const { cluster, secret, hosts, clock, onNotice } = options;
  const what = `the Secret ${secret.namespace}/${secret.name}`;
  const make = (before: KeptPair | undefined) => successorOf(before, clock.now());
  const keep = () => keepPair(cluster, secret, make, pair => isInForce(pair, clock.now()));
  const succession = new AuthoritySuccession({ hosts, clock });
  await succession.take(what, await keep());
  const retry = new BackOff(clock);
  let cancel: () => void = () => {};
  const lookAtEnd = () => {
    const { certificate, notAfter } = succession.authority;
    cancel();
    if (isServerAuthority(certificate)) cancel = clock.at(notAfter - authorityEnds, look);
  };
  /** The looks follow one another, never overlapping. */
  let looking = Promise.resolve();
  const look = () => {
    looking = looking.then(async () => {
      try {
        await succession.take(what, await keep());
        retry.over();
        lookAtEnd();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        onNotice(`the authority of gateways’ proxies stays as it was, tried again: ${message}`);
        retry.later(look);
      }
    });
  };
  lookAtEnd();
  const unfollow = followSecret({
    ...{ cluster, secret, onChange: look, onNotice },
    without: 'an authority that takes the place of this one is seen after a restart',
  });
  return {
    succession,
    close: () => {
      unfollow();
      cancel();
      retry.over();
      succession.close();
    },
  };
}

/** Another issuer's authority is renewed by that issuer. */
function isInForce({ certificate }: KeptPair, now: number): boolean {
  return !isServerAuthority(certificate) || expiryOf(certificate) > now + authorityEnds;
}

/** The new pair still trusts its predecessors, so a replica that starts now accepts the certificates that they issued. */
async function successorOf(before: KeptPair | undefined, now: number): Promise<KeptPair> {
  const pair = await makeServerAuthority(now);
  const believed = [before?.certificate ?? '', before?.believed ?? '']
    .flatMap(certificatesIn)
    .filter(one => expiryOf(one) > now);
  return believed.length === 0 ? pair : { ...pair, believed: `${believed.join('\n')}\n` };
}
