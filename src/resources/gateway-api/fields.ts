import { Type } from 'typebox';
import { isIpAddress } from '#lib/ip-address.ts';
import { subdomainPattern } from '../names.ts';
import { type Report, ruled } from '../schema/annotate.ts';

/** The field types of `apis/v1/shared_types.go` of Gateway API 1.7: patterns and bounds are the CRDs'. */

export const gatewayApiGroup = 'gateway.networking.k8s.io';

/** The CRDs' patterns let IP addresses pass; the specification does not. */
function checkName(text: string, report: Report): void {
  if (isIpAddress(text)) report('must be a host name, not an IP address');
}

export const hostname = ruled(
  Type.String({
    minLength: 1,
    maxLength: 253,
    pattern: `^(\\*\\.)?${subdomainPattern}$`,
    '~wants': 'a host name in lower case such as api.example.com or *.example.com',
  }),
  checkName,
);

/** What a Host header may contain, including an IP address. */
export const hostText = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: `^${subdomainPattern}$`,
  '~wants': 'a host name in lower case without wildcard, such as api.example.com',
});

export const preciseHostname = ruled(hostText, checkName);

export const group = Type.String({
  maxLength: 253,
  pattern: `^$|^${subdomainPattern}$`,
  '~wants':
    'an API group such as gateway.networking.k8s.io, or "" for the core group; the version is not part of it',
});

export const kindName = Type.String({
  minLength: 1,
  maxLength: 63,
  pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$',
  '~wants': 'the name of a kind such as Service',
});

/** The CRDs allow any text. No object's name has these characters, and our keys are joined with a slash. */
export const objectName = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[^/%\\s\\p{Cc}]+$',
  '~wants': 'the name of an object',
});

export const sectionName = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: `^${subdomainPattern}$`,
  '~wants': 'a name of lower-case letters, digits, "-" and "."',
});

export const portNumber = Type.Integer({ minimum: 1, maximum: 65535 });

/** A reference's share of the sum of all weights. */
export const weight = Type.Integer({ minimum: 0, maximum: 1_000_000, default: 1 });

export const cookieName = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: '^[^=;,\\s]+$',
  '~wants': 'the name of a cookie',
});

/** cookiePath is the path of a cookie, as in Set-Cookie. */
export const cookiePath = Type.String({
  maxLength: 1024,
  pattern: '^[^;\\0\\r\\n]*$',
  '~wants': 'a path',
});

export const headerName = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: "^[A-Za-z0-9!#$%&'*+\\-.^_`|~]+$",
  '~wants': 'a header name: letters, digits and "-", without ":"',
});

/** What Envoy accepts in a header, and in a path that it puts into a header: no line breaks, no NUL. */
const lineText = { pattern: '^[^\\0\\r\\n]*$', '~wants': 'text without line breaks' };

export const headerValue = Type.String({ minLength: 1, maxLength: 4096, ...lineText });

export const replacementPath = Type.String({ maxLength: 1024, ...lineText });

/** What the Gateway API allows as the value of an annotation or of a TLS option. */
export const annotationValue = Type.String({ maxLength: 4096 });
