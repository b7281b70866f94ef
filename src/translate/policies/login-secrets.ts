import { createHmac } from 'node:crypto';
import { type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { GenericSecret } from '#model';

/**
 * loginSecrets are what a client of a provider is known by, and what its cookies are signed with. That is made of the client's secret: the same
 * in every proxy and after every restart, and nobody else's.
 */
export function loginSecrets(ref: ResourceRef, client: string): readonly [GenericSecret, GenericSecret] {
  const origin = resourceKey(ref);
  const cookies = createHmac('sha256', client).update(`cookies of ${origin}`).digest('hex');
  const secret = (kind: string, text: string) => ({
    key: resourceKey({ ...ref, group: '', kind }),
    origin,
    text,
  });
  return [secret('OidcClient', client), secret('OidcCookies', cookies)];
}
