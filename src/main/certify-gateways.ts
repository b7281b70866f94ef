import { type AuthorityPair, makeServerAuthority, makeServerCertificate, openAuthority } from '#identity';
import { type Certifier, keepPair, type SecretName } from '#kube';
import { isIpAddress } from '#lib/ip-address.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { Cluster } from '#sources/kubernetes';
import type { Claim, Denial } from '#xds';

/** GatewayCertifier vouches for the proxies that are run for gateways, and for us, so that they know us and we know them. */
export interface GatewayCertifier extends Certifier {
  /** What the xDS server shows, and whose word it takes. PEM. */
  readonly tls: { readonly cert: string; readonly key: string; readonly clientCa: string };
  /** Says why a client may not have what it asks for: its certificate is another gateway's. */
  refusal(claim: Pick<Claim, 'view' | 'names'>): Denial | undefined;
}

export interface CertifyGatewaysOptions {
  readonly cluster: Cluster;
  /** Where the authority is kept, which all replicas share. */
  readonly secret: SecretName;
  /** By which name the proxies find us. */
  readonly host: string;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** ms for which a proxy is vouched for, and after which it gets another certificate: time enough to be away for a while. */
const lifetime = 7 * 24 * 3_600_000;
const renewedAfter = (2 / 3) * lifetime;

/** certifyGateways opens the authority that is kept in the cluster, or makes it where there is none. */
export async function certifyGateways({
  cluster,
  secret,
  ...how
}: CertifyGatewaysOptions): Promise<GatewayCertifier> {
  const pair = await keepPair(cluster, secret, () => makeServerAuthority(how.now()));
  return openCertifier(`the Secret ${secret.namespace}/${secret.name}`, pair, how);
}

/** openCertifier has an authority vouch for proxies of gateways; `what` names it where it cannot (a Fault, `input`). */
export async function openCertifier(
  what: string,
  pair: AuthorityPair,
  { host, now }: Pick<CertifyGatewaysOptions, 'host' | 'now'>,
): Promise<GatewayCertifier> {
  const authority = await openAuthority(what, pair, now());
  const hosts = isIpAddress(host) ? { names: [], addresses: [host] } : { names: [host], addresses: [] };
  const { cert, key } = await makeServerCertificate(pair, hosts, now());
  return {
    id: hashBytes(pair.certificate),
    tls: { cert, key, clientCa: pair.certificate },
    certify: async proxy => {
      const issued = await authority.issue({ names: [nameOf(proxy)], now: now(), lifetime });
      const renewal = Math.min(now() + renewedAfter, issued.notAfter);
      return { chain: issued.chain, privateKey: issued.privateKey, authority: pair.certificate, renewal };
    },
    refusal: ({ view, names = '' }) =>
      names.split(' ').includes(nameOf(view))
        ? undefined
        : {
            kind: 'forbidden',
            message: `its certificate is ${names === '' ? 'nobody’s' : `that of ${names}`}: it may not be ${view}`,
          },
  };
}

function nameOf(proxy: string): string {
  return `spiffe://fairlead.dev/gateway/${proxy}`;
}
