import { createHmac } from 'node:crypto';
import { type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { GenericSecret } from '#model';

/**
 * loginSecrets are the secret of a provider's client, and the secret that its cookies are signed with. The latter is derived
 * from the former: it is the same in every proxy and after every restart, and differs from that of any other object.
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
