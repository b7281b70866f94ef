import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { type HostName, hostName } from '../../envoy-gateway/backend-address.ts';
import { converted } from '../../schema/annotate.ts';

/** Gcp is a service that Google runs, such as one of Cloud Run: requests show a token that Google made for the gateway. */
export interface Gcp {
  readonly kind: 'gcp';
  readonly host: HostName;
  /** Whom the token is for. */
  readonly audience: string;
}

/**
 * An audience becomes part of an address as it is written: it has nothing that could mean another question there, and is nothing but
 * the address of a service, so that nobody has tokens made by which other things of Google's are asked.
 */
const audience = Type.String({
  maxLength: 512,
  pattern: '^https://[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?:/[A-Za-z0-9._~/-]*)?$',
  '~wants': 'the address of a service, in lower case and without a query, such as https://shop-abc.a.run.app',
});

/** gcp is `gcp`, as kgateway writes it. */
export const gcp = converted(
  Type.Object({ host: hostName, audience: Type.Optional(audience) }),
  ({ host, audience }): Gcp => ({
    kind: 'gcp',
    host,
    audience: audience ?? sharedText(`https://${host.hostname.replace(/\.$/, '')}`),
  }),
);
