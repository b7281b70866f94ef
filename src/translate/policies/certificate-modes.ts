import type { ClientHeaders } from '#model';

type Mode = NonNullable<ClientHeaders['forwardedClientCertificate']>['mode'];

/** certificateModes are what becomes of X-Forwarded-Client-Cert, in the words that Envoy Gateway and kgateway share. */
export const certificateModes = {
  Sanitize: 'sanitize',
  ForwardOnly: 'forward-only',
  AppendForward: 'append-forward',
  SanitizeSet: 'sanitize-set',
  AlwaysForwardOnly: 'always-forward-only',
} as const satisfies Readonly<Record<string, Mode>>;
