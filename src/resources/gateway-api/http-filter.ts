import { Type } from 'typebox';
import { converted, type Report, ruled } from '../schema/annotate.ts';
import { atMostOneOf } from '../schema/one-of.ts';
import type { Read } from '../schema/readonly.ts';
import { unique, uniqueBy } from '../schema/unique.ts';
import { headerName, headerValue, portNumber, preciseHostname, replacementPath } from './fields.ts';
import { httpMethods } from './http-match.ts';
import { backendObjectReference, type LocalObjectReference, localObjectReference } from './references.ts';

const header = Type.Object({ name: headerName, value: headerValue });
const headers = ruled(Type.Array(header, { maxItems: 16, default: [] }), uniqueBy('name'));

/** headerModifier is the changes to headers. */
export const headerModifier = Type.Object({
  set: headers,
  add: headers,
  remove: ruled(Type.Array(headerName, { maxItems: 16, default: [] }), unique),
});
export type HttpRouteHeaderModifier = Read<typeof headerModifier>;

const writtenPathModifier = Type.Object({
  type: Type.Enum(['ReplaceFullPath', 'ReplacePrefixMatch']),
  replaceFullPath: Type.Optional(replacementPath),
  replacePrefixMatch: Type.Optional(replacementPath),
});

/** HttpRoutePathModifier replaces the request's path, or the prefix that matched. */
export type HttpRoutePathModifier =
  | { readonly type: 'ReplaceFullPath'; readonly replaceFullPath: string }
  | { readonly type: 'ReplacePrefixMatch'; readonly replacePrefixMatch: string };

/** pathModifier is the schema of it. */
export const pathModifier = converted(writtenPathModifier, readPathModifier);

function readPathModifier(
  written: Read<typeof writtenPathModifier>,
  report: Report,
): HttpRoutePathModifier | undefined {
  const { type, replaceFullPath, replacePrefixMatch } = written;
  const other = type === 'ReplaceFullPath' ? 'replacePrefixMatch' : 'replaceFullPath';
  if (written[other] !== undefined) report(`must be left out where the type is ${type}`, other);
  if (type === 'ReplaceFullPath') {
    if (replaceFullPath !== undefined) return { type, replaceFullPath };
    report('is required where the type is ReplaceFullPath', 'replaceFullPath');
  } else {
    if (replacePrefixMatch !== undefined) return { type, replacePrefixMatch };
    report('is required where the type is ReplacePrefixMatch', 'replacePrefixMatch');
  }
  return undefined;
}

/** requestRedirect says where clients are redirected to. */
export const requestRedirect = Type.Object({
  scheme: Type.Optional(Type.Enum(['http', 'https'])),
  hostname: Type.Optional(preciseHostname),
  path: Type.Optional(pathModifier),
  port: Type.Optional(portNumber),
  statusCode: Type.Enum([301, 302, 303, 307, 308], { default: 302 }),
});
export type HttpRouteRequestRedirect = Read<typeof requestRedirect>;

const urlRewrite = Type.Object({
  hostname: Type.Optional(preciseHostname),
  path: Type.Optional(pathModifier),
});
export type HttpRouteUrlRewrite = Read<typeof urlRewrite>;

const fraction = ruled(
  Type.Object({
    numerator: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
    denominator: Type.Integer({ minimum: 1, maximum: 2_147_483_647, default: 100 }),
  }),
  ({ numerator, denominator }, report) => {
    if (numerator > denominator) report(`must not be above the denominator, ${denominator}`, 'numerator');
  },
);

const requestMirror = ruled(
  Type.Object({
    backendRef: backendObjectReference,
    percent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    fraction: Type.Optional(fraction),
  }),
  atMostOneOf('percent', 'fraction'),
);
/** HttpRouteRequestMirror: neither `percent` nor `fraction` means every request. */
export type HttpRouteRequestMirror = Read<typeof requestMirror>;

const corsOrigin = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^\\*$|^https?://((\\*\\.)?([a-zA-Z0-9-]+\\.)*[a-zA-Z0-9-]+|\\*)(:[0-9]{1,5})?$',
  '~wants': '"*" or an origin such as https://app.example.com or https://*.example.com:8443',
});

const cors = Type.Object({
  allowOrigins: ruled(Type.Array(corsOrigin, { maxItems: 64, default: [] }), unique, starAlone),
  allowCredentials: Type.Boolean({ default: false }),
  allowMethods: ruled(
    Type.Array(Type.Enum([...httpMethods, '*']), { maxItems: 9, default: [] }),
    unique,
    starAlone,
  ),
  allowHeaders: ruled(Type.Array(headerName, { maxItems: 64, default: [] }), unique, starAlone),
  exposeHeaders: ruled(Type.Array(headerName, { maxItems: 64, default: [] }), unique),
  maxAge: Type.Integer({ minimum: 1, maximum: 2_147_483_647, default: 5 }),
});
/** HttpRouteCors: `maxAge` is in seconds. */
export type HttpRouteCors = Read<typeof cors>;

function starAlone(items: readonly string[], report: Report): void {
  if (items.length > 1 && items.includes('*')) report('must hold "*" alone or not at all');
}

const authPath = "^(?:/(?:[A-Za-z0-9/\\-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*)?$";
const authHeaders = Type.Array(headerName, { maxItems: 64, default: [] });

const externalAuth = ruled(
  Type.Object({
    protocol: Type.Enum(['HTTP', 'GRPC']),
    backendRef: backendObjectReference,
    grpc: Type.Optional(Type.Object({ allowedHeaders: authHeaders })),
    http: Type.Optional(
      Type.Object({
        path: Type.Optional(
          Type.String({ maxLength: 1024, pattern: authPath, '~wants': 'a path such as /check' }),
        ),
        allowedHeaders: authHeaders,
        allowedResponseHeaders: authHeaders,
      }),
    ),
    forwardBody: Type.Optional(
      Type.Object({ maxSize: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })) }),
    ),
  }),
  ({ protocol, grpc, http }, report) => {
    if (protocol === 'HTTP' && grpc !== undefined)
      report('must be left out where the protocol is HTTP', 'grpc');
    if (protocol === 'GRPC' && http !== undefined)
      report('must be left out where the protocol is GRPC', 'http');
  },
);
/** HttpRouteExternalAuth: an empty list of headers means the default ones; `maxSize` is in bytes. */
export type HttpRouteExternalAuth = Read<typeof externalAuth>;

/** The property that holds the settings of each filter type; it is present exactly where the filter has that type. */
const settingsOf = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  ExtensionRef: 'extensionRef',
  CORS: 'cors',
  ExternalAuth: 'externalAuth',
} as const;

const writtenFilter = Type.Object({
  type: Type.String({ minLength: 1, maxLength: 128 }),
  requestHeaderModifier: Type.Optional(headerModifier),
  responseHeaderModifier: Type.Optional(headerModifier),
  requestMirror: Type.Optional(requestMirror),
  requestRedirect: Type.Optional(requestRedirect),
  urlRewrite: Type.Optional(urlRewrite),
  cors: Type.Optional(cors),
  externalAuth: Type.Optional(externalAuth),
  extensionRef: Type.Optional(localObjectReference),
});
type WrittenFilter = Read<typeof writtenFilter>;

/** HttpRouteFilter is one filter. An unknown type becomes `unsupported`, so that only the rule with it is taken out of force. */
export type HttpRouteFilter =
  | { readonly type: 'RequestHeaderModifier'; readonly requestHeaderModifier: HttpRouteHeaderModifier }
  | { readonly type: 'ResponseHeaderModifier'; readonly responseHeaderModifier: HttpRouteHeaderModifier }
  | { readonly type: 'RequestMirror'; readonly requestMirror: HttpRouteRequestMirror }
  | { readonly type: 'RequestRedirect'; readonly requestRedirect: HttpRouteRequestRedirect }
  | { readonly type: 'URLRewrite'; readonly urlRewrite: HttpRouteUrlRewrite }
  | { readonly type: 'CORS'; readonly cors: HttpRouteCors }
  | { readonly type: 'ExternalAuth'; readonly externalAuth: HttpRouteExternalAuth }
  | { readonly type: 'ExtensionRef'; readonly extensionRef: LocalObjectReference }
  | { readonly type: 'unsupported'; readonly written: string };

const filter = converted(writtenFilter, readFilter);

function readFilter(written: WrittenFilter, report: Report): HttpRouteFilter | undefined {
  const { type } = written;
  if (!isKnownType(type)) return { type: 'unsupported', written: type };
  const property = settingsOf[type];
  for (const other of Object.values(settingsOf)) {
    if (other !== property && written[other] !== undefined) {
      report(`must be left out where the type is ${type}`, other);
    }
  }
  const settings = written[property];
  if (settings === undefined) {
    report(`is required where the type is ${type}`, property);
    return undefined;
  }
  // The table above pairs types and properties as the union does; TypeScript cannot relate a computed property to a union.
  return { type, [property]: settings } as unknown as HttpRouteFilter;
}

function isKnownType(type: string): type is keyof typeof settingsOf {
  return Object.hasOwn(settingsOf, type);
}

const onlyOnce = [
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestRedirect',
  'URLRewrite',
  'CORS',
  'ExternalAuth',
];

/** httpFilters is the list of filters of a rule or of one backend reference. */
export const httpFilters = ruled(Type.Array(filter, { maxItems: 16, default: [] }), (filters, report) => {
  const types = filters.map(({ type }) => type);
  types.forEach((type, index) => {
    if (onlyOnce.includes(type) && types.indexOf(type) < index) {
      report(`must not be ${type} again: one filter of this type is allowed in a list`, index, 'type');
    }
  });
  if (types.includes('RequestRedirect') && types.includes('URLRewrite')) {
    report('must not hold both a RequestRedirect and a URLRewrite filter; keep one of them');
  }
});
