import { X509Certificate } from 'node:crypto';
import type { Collection, Tracker } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { ConfigMap, Secret } from '#resources';

/** Authorities is where certificates to trust are found. */
export interface Authorities {
  readonly configMaps: Collection<ConfigMap>;
  readonly secrets: Collection<Secret>;
}

/** authorityWanted follows the name of an object that should hold such certificates. */
export const authorityWanted = 'with a certificate under ca.crt or tls.crt, or under its only key,';

/**
 * authorityOf gives the certificates (PEM) that an object holds for others to be believed by: under `ca.crt`, else under
 * `tls.crt`, else under whatever its only key is.
 */
export function authorityOf(
  kind: string,
  key: ResourceKey,
  from: Authorities,
  track: Tracker,
): string | undefined {
  switch (kind) {
    case 'ConfigMap':
      return certificates(chosen(track.fetch(from.configMaps, key)?.spec.data));
    case 'Secret': {
      const bytes = chosen(track.fetch(from.secrets, key)?.spec.data);
      return certificates(bytes === undefined ? undefined : Buffer.from(bytes).toString());
    }
    default:
      return undefined;
  }
}

function chosen<T>(data: Readonly<Record<string, T>> = {}): T | undefined {
  const values = Object.values(data);
  return data['ca.crt'] ?? data['tls.crt'] ?? (values.length === 1 ? values[0] : undefined);
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
