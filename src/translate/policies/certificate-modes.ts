import type { ClientHeaders } from '#model';

type Mode = NonNullable<ClientHeaders['forwardedClientCertificate']>['mode'];

/** certificateModes are the ways to treat X-Forwarded-Client-Cert, by the names that Envoy Gateway and kgateway share. */
export const certificateModes = {
  Sanitize: 'sanitize',
  ForwardOnly: 'forward-only',
  AppendForward: 'append-forward',
  SanitizeSet: 'sanitize-set',
  AlwaysForwardOnly: 'always-forward-only',
} as const satisfies Readonly<Record<string, Mode>>;
