import { X509Certificate } from 'node:crypto';
import type { Collection, Tracker } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { ConfigMap, Secret } from '#resources';

/** Authorities is where certificates to trust are found. */
export interface Authorities {
  readonly configMaps: Collection<ConfigMap>;
  readonly secrets: Collection<Secret>;
}

/** Under which key of a ConfigMap or Secret they stand. */
export const authorityKey = 'ca.crt';

/** authorityOf gives the certificates (PEM) that an object holds for others to be believed by. */
export function authorityOf(
  kind: string,
  key: ResourceKey,
  from: Authorities,
  track: Tracker,
): string | undefined {
  switch (kind) {
    case 'ConfigMap':
      return certificates(track.fetch(from.configMaps, key)?.spec.data[authorityKey]);
    case 'Secret': {
      const bytes = track.fetch(from.secrets, key)?.spec.data[authorityKey];
      return certificates(bytes === undefined ? undefined : Buffer.from(bytes).toString());
    }
    default:
      return undefined;
  }
}

/** Envoy refuses a whole listener or cluster for one certificate in it that is none. */
function certificates(text = ''): string | undefined {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return blocks.length > 0 && blocks.every(isCertificate) ? text : undefined;
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
