import type { ResourceKey } from '#lib/resource-ref.ts';

/** ShownCertificate is the client certificate for TLS to a backend that names none itself: the ResourceKey of its Secret. */
export interface ShownCertificate {
  readonly certificate: ResourceKey;
}
