import type { GatewayWorkload, ProxyId } from '#model';
import type { DesiredObject } from './desired-object.ts';
import type { OwnedObject } from './owned-objects.ts';

/** ProxyCertificate is what the proxies of a gateway show to us, and by what they know us. PEM. */
export interface ProxyCertificate {
  readonly chain: string;
  /** Never printed. */
  readonly privateKey: string;
  readonly authority: string;
  /** When it is to be replaced; ms since the epoch. */
  readonly renewal: number;
}

/** Certifier vouches for the proxies of gateways. */
export interface Certifier {
  /** Tells it from others: what another vouched for is replaced. */
  readonly id: string;
  certify(proxy: ProxyId): Promise<ProxyCertificate>;
  /** subscribe tells when it is another, or believes others, until what it gives is called. */
  subscribe(listener: () => void): () => void;
}

const certifiedBy = 'fairlead.dev/certified-by';
const renewedAt = 'fairlead.dev/renewed-at';

/** certificateSecret is a certificate as pods mount it. */
export function certificateSecret(
  metadata: DesiredObject['metadata'],
  { chain, privateKey, authority, renewal }: ProxyCertificate,
  { id }: Certifier,
): DesiredObject {
  const files = { 'tls.crt': chain, 'tls.key': privateKey, 'ca.crt': authority };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      ...metadata,
      annotations: {
        ...metadata.annotations,
        [certifiedBy]: id,
        [renewedAt]: new Date(renewal).toISOString(),
      },
    },
    type: 'kubernetes.io/tls',
    data: Object.fromEntries(
      Object.entries(files).map(([name, pem]) => [name, Buffer.from(pem).toString('base64')]),
    ),
  };
}

/** certifiedUntil is when a Secret that stands is to be replaced (ms since the epoch): at once, where it is none of this certifier's. */
export function certifiedUntil(
  standing: OwnedObject | undefined,
  { uid }: GatewayWorkload,
  { id }: Certifier,
): number {
  const { [certifiedBy]: by, [renewedAt]: at = '' } = standing?.object.metadata.annotations ?? {};
  if (standing?.owner !== uid || by !== id) return 0;
  return Date.parse(at) || 0;
}
