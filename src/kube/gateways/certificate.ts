import type { GatewayWorkload, ProxyId } from '#model';
import type { DesiredObject } from './desired-object.ts';
import type { OwnedObject } from './owned-objects.ts';

/** ProxyCertificate is what the proxies of a gateway present to us, and `authority`, by which they verify us. PEM. */
export interface ProxyCertificate {
  readonly chain: string;
  /** Never printed. */
  readonly privateKey: string;
  readonly authority: string;
  /** When it is to be replaced; ms since the epoch. */
  readonly renewal: number;
}

/** Certifier issues the certificates of gateways' proxies. */
export interface Certifier {
  /** Tells certifiers apart: a certificate of another one is replaced. */
  readonly id: string;
  certify(proxy: ProxyId): Promise<ProxyCertificate>;
  /** subscribe calls back when the certifier, or what it trusts, changes; the function that it returns ends that. */
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

/**
 * certifiedUntil is when a standing Secret is to be replaced (ms since the epoch): 0, so at once, where it is not this
 * certifier's.
 */
export function certifiedUntil(
  standing: OwnedObject | undefined,
  { uid }: GatewayWorkload,
  { id }: Certifier,
): number {
  const { [certifiedBy]: by, [renewedAt]: at = '' } = standing?.object.metadata.annotations ?? {};
  if (standing?.owner !== uid || by !== id) return 0;
  return Date.parse(at) || 0;
}
