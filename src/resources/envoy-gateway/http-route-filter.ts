import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { headerName, headerValue } from '../gateway-api/fields.ts';
import { secretObjectReference } from '../gateway-api/references.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { textSource } from './text-source.ts';

/** What of a text is replaced, and by what: `\1` in the substitution is the first group of the expression. */
const replacement = Type.Object({
  pattern: Type.String({ minLength: 1, maxLength: 1024 }),
  substitution: Type.String({
    maxLength: 1024,
    pattern: '^[^\\0\\r\\n]*$',
    '~wants': 'text without line breaks',
  }),
});

/** HostSource says from where the Host of requests to the backend is taken. */
export type HostSource =
  | { readonly type: 'Header'; readonly header: string }
  | { readonly type: 'Backend' }
  | { readonly type: 'PathRegex'; readonly pathRegex: Read<typeof replacement> };

const hostname = converted(
  Type.Object({
    type: Type.Enum(['Header', 'Backend', 'PathRegex']),
    header: Type.Optional(headerName),
    pathRegex: Type.Optional(replacement),
  }),
  ({ type, header, pathRegex }, report): HostSource | undefined => {
    if (header !== undefined && type !== 'Header')
      report(`must be left out where the type is ${type}`, 'header');
    if (pathRegex !== undefined && type !== 'PathRegex')
      report(`must be left out where the type is ${type}`, 'pathRegex');
    switch (type) {
      case 'Backend':
        return { type };
      case 'Header':
        if (header !== undefined) return { type, header };
        report('is required where the type is Header', 'header');
        return undefined;
      case 'PathRegex':
        if (pathRegex !== undefined) return { type, pathRegex };
        report('is required where the type is PathRegex', 'pathRegex');
        return undefined;
    }
  },
);

const urlRewrite = Type.Object({
  hostname: Type.Optional(hostname),
  path: Type.Optional(
    converted(
      Type.Object({
        type: Type.Enum(['ReplaceRegexMatch']),
        replaceRegexMatch: replacement,
      }),
      ({ replaceRegexMatch }) => replaceRegexMatch,
    ),
  ),
  appendXForwardedHost: Type.Boolean({ default: true }),
});

const headers = ruled(
  Type.Array(Type.Object({ name: headerName, value: headerValue }), { maxItems: 16, default: [] }),
  uniqueBy('name'),
);

const directResponse = Type.Object({
  statusCode: Type.Integer({ minimum: 200, maximum: 599, default: 200 }),
  contentType: Type.Optional(headerValue),
  body: Type.Optional(textSource(65_536)),
  // The answer is a new one, which has no headers to remove.
  header: Type.Optional(Type.Object({ set: headers, add: headers }, { '~ignores': ['remove'] })),
});

const credentialInjection = Type.Object({
  header: Type.Optional(headerName),
  overwrite: Type.Boolean({ default: false }),
  credential: Type.Object({ valueRef: secretObjectReference }),
});

const cookie = Type.Object({
  name: Type.String({
    minLength: 1,
    maxLength: 256,
    pattern: '^[^=;,\\s\\0]+$',
    '~wants': 'the name of a cookie',
  }),
  type: Type.Enum(['Exact', 'RegularExpression'], { default: 'Exact' }),
  value: Type.String({ minLength: 1, maxLength: 4096 }),
});

const spec = ruled(
  Type.Object({
    urlRewrite: Type.Optional(urlRewrite),
    directResponse: Type.Optional(directResponse),
    credentialInjection: Type.Optional(credentialInjection),
    matches: Type.Array(Type.Object({ cookies: Type.Array(cookie, { minItems: 1, maxItems: 16 }) }), {
      maxItems: 8,
      default: [],
    }),
  }),
  checkEmpty,
);

function checkEmpty(
  { urlRewrite, directResponse, credentialInjection, matches }: Record<string, unknown>,
  report: Report,
): void {
  const said = [urlRewrite, directResponse, credentialInjection].some(part => part !== undefined);
  if (!said && Array.isArray(matches) && matches.length === 0)
    report.warning('says nothing, and so changes nothing where it is named');
}

/** HttpRouteFilterSpec is a filter that a route names by `extensionRef`. */
export type HttpRouteFilterSpec = Read<typeof spec>;

export const httpRouteFilter = defineKind({
  id: 'envoy-gateway/HTTPRouteFilter',
  group: 'gateway.envoyproxy.io',
  kind: 'HTTPRouteFilter',
  plural: 'httproutefilters',
  shortNames: ['hrf'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type EnvoyGatewayRouteFilter = ResourceOf<typeof httpRouteFilter>;
