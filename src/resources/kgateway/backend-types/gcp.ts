import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { type HostName, hostName } from '../../envoy-gateway/backend-address.ts';
import { converted } from '../../schema/annotate.ts';

/** Gcp is a service that Google hosts, such as one of Cloud Run: requests show a token that Google issued to the gateway. */
export interface Gcp {
  readonly kind: 'gcp';
  readonly host: HostName;
  /** The audience of the token. */
  readonly audience: string;
}

/**
 * An audience becomes part of a URL without escaping, so it may contain nothing that would change the query. It must be the URL
 * of a service, so that nobody gets tokens that Google's other services accept.
 */
const audience = Type.String({
  maxLength: 512,
  pattern: '^https://[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?:/[A-Za-z0-9._~/-]*)?$',
  '~wants': 'the address of a service, in lower case and without a query, such as https://shop-abc.a.run.app',
});

/** gcp is `gcp`, in kgateway's form. */
export const gcp = converted(
  Type.Object({ host: hostName, audience: Type.Optional(audience) }),
  ({ host, audience }): Gcp => ({
    kind: 'gcp',
    host,
    audience: audience ?? sharedText(`https://${host.hostname.replace(/\.$/, '')}`),
  }),
);
