import { type AuthoritySuccession, vouchedFor } from '#identity';
import type { Certifier } from '#kube';
import type { Clock } from '#lib/clock.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import { systemClock } from '#lib/system-clock.ts';
import type { Claim, Denial, XdsTls } from '#xds';
import { type KeepAuthorityOptions, keepAuthority } from './keep-authority.ts';

/** GatewayCertifier vouches for the proxies that are run for gateways, and for us, so that they know us and we know them. */
export interface GatewayCertifier extends Certifier {
  /** What the xDS server shows, and whose word it takes. PEM. */
  readonly tls: XdsTls;
  /** Says why a client may not have what it asks for: its certificate is another gateway's. */
  refusal(claim: Pick<Claim, 'view' | 'names'>): Denial | undefined;
  close(): void;
}

export interface CertifyGatewaysOptions extends Omit<KeepAuthorityOptions, 'hosts' | 'clock'> {
  /** By which name the proxies find us. */
  readonly host: string;
  /** ms since the epoch. */
  readonly clock?: Clock;
}

/** A proxy gets another certificate after so long (ms): time enough to be away for a while. */
const renewedAfter = (2 / 3) * vouchedFor;

/** certifyGateways vouches by the authority that is kept in the cluster; see `keepAuthority`. */
export async function certifyGateways(options: CertifyGatewaysOptions): Promise<GatewayCertifier> {
  const { host, clock = systemClock } = options;
  const hosts = isIpAddress(host) ? { names: [], addresses: [host] } : { names: [host], addresses: [] };
  const { succession, close } = await keepAuthority({ ...options, hosts, clock });
  return certifierOf(succession, clock, close);
}

/** certifierOf has those of a succession vouch for proxies of gateways, and for us. */
export function certifierOf(
  succession: AuthoritySuccession,
  clock: Clock,
  close: () => void = () => succession.close(),
): GatewayCertifier {
  return {
    get id() {
      return hashBytes(succession.authority.certificate);
    },
    get tls() {
      const { chain, privateKey } = succession.own;
      return { cert: chain, key: privateKey, clientCa: succession.roots };
    },
    certify: async proxy => {
      const now = clock.now();
      const { authority, roots } = succession;
      const issued = await authority.issue({ names: [nameOf(proxy)], now, lifetime: vouchedFor });
      const renewal = Math.min(now + renewedAfter, issued.notAfter);
      return { chain: issued.chain, privateKey: issued.privateKey, authority: roots, renewal };
    },
    subscribe: listener => succession.subscribe(listener),
    refusal: ({ view, names = '' }) =>
      names.split(' ').includes(nameOf(view))
        ? undefined
        : {
            kind: 'forbidden',
            message: `its certificate is ${names === '' ? 'nobody’s' : `that of ${names}`}: it may not be ${view}`,
          },
    close,
  };
}

function nameOf(proxy: string): string {
  return `spiffe://fairlead.dev/gateway/${proxy}`;
}
