import type { ResourceKey } from '#lib/resource-ref.ts';

/** ShownCertificate is the key pair that a backend is shown over TLS, where it names none itself: ResourceKey of its Secret. */
export interface ShownCertificate {
  readonly certificate: ResourceKey;
}
