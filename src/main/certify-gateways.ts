import { type AuthoritySuccession, vouchedFor } from '#identity';
import type { Certifier } from '#kube';
import type { Clock } from '#lib/clock.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import { systemClock } from '#lib/system-clock.ts';
import type { Claim, Denial, XdsTls } from '#xds';
import { type KeepAuthorityOptions, keepAuthority } from './keep-authority.ts';

/**
 * GatewayCertifier issues certificates to the proxies that are run for gateways, and to the xDS server, so that both sides
 * can verify each other.
 */
export interface GatewayCertifier extends Certifier {
  /** The xDS server's certificate and key, and the authorities whose client certificates it accepts. PEM. */
  readonly tls: XdsTls;
  /** Why a client may not have the view it asks for: its certificate names another gateway. undefined: it may. */
  refusal(claim: Pick<Claim, 'view' | 'names'>): Denial | undefined;
  close(): void;
}

export interface CertifyGatewaysOptions extends Omit<KeepAuthorityOptions, 'hosts' | 'clock'> {
  /** The host name or IP address at which proxies reach us. */
  readonly host: string;
  /** ms since the epoch. */
  readonly clock?: Clock;
}

/** A proxy gets a new certificate after so long (ms): early enough that it may be away for a while. */
const renewedAfter = (2 / 3) * vouchedFor;

/** certifyGateways makes a certifier whose authority is kept in the cluster; see `keepAuthority`. */
export async function certifyGateways(options: CertifyGatewaysOptions): Promise<GatewayCertifier> {
  const { host, clock = systemClock } = options;
  const hosts = isIpAddress(host) ? { names: [], addresses: [host] } : { names: [host], addresses: [] };
  const { succession, close } = await keepAuthority({ ...options, hosts, clock });
  return certifierOf(succession, clock, close);
}

/** certifierOf makes a certifier of a succession of authorities. */
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
