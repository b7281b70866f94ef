import { Type } from 'typebox';
import { headerName, preciseHostname } from '../../gateway-api/fields.ts';
import { headerModifier, pathModifier, requestRedirect } from '../../gateway-api/http-filter.ts';
import { httpMethods } from '../../gateway-api/http-match.ts';
import type { ResourceOf } from '../../kind.ts';
import { converted, type Report, ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { uniqueBy } from '../../schema/unique.ts';
import { meshBackendRef, weightedBackendRefs } from './backend-ref.ts';
import { percentage } from './decimal.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { headerMatch } from './header-match.ts';
import { oneWayToSay, proxyTargets, topLevel } from './items.ts';
import { ofServicesAlone, routeTarget } from './route-targets.ts';
import { settingsOfType } from './settings-of-type.ts';

const pathMatch = ruled(
  Type.Object({
    type: Type.Enum(['Exact', 'PathPrefix', 'RegularExpression']),
    value: Type.String({ minLength: 1, maxLength: 1024 }),
  }),
  ({ type, value }, report) => {
    if (type === 'RegularExpression') return;
    if (!value.startsWith('/')) report('must be an absolute path: it starts with "/"', 'value');
    else if (type === 'PathPrefix' && value.length > 1 && value.endsWith('/'))
      report('does not need a trailing slash, as whole path elements are compared', 'value');
  },
);

const match = Type.Object({
  path: Type.Optional(pathMatch),
  method: Type.Optional(Type.Enum([...httpMethods])),
  headers: Type.Optional(ruled(Type.Array(headerMatch, { maxItems: 64 }), uniqueBy('name'))),
  queryParams: Type.Optional(
    ruled(
      Type.Array(
        Type.Object({
          type: Type.Enum(['Exact', 'RegularExpression']),
          name: headerName,
          value: Type.String({ minLength: 1, maxLength: 1024 }),
        }),
        { maxItems: 64 },
      ),
      uniqueBy('name'),
    ),
  ),
});
/** MeshHttpMatch matches where all of its conditions hold. */
export type MeshHttpMatch = Read<typeof match>;

const urlRewrite = ruled(
  Type.Object({
    hostname: Type.Optional(preciseHostname),
    path: Type.Optional(pathModifier),
    hostToBackendHostname: Type.Optional(Type.Boolean()),
  }),
  ({ hostToBackendHostname }, report) => {
    if (hostToBackendHostname === true) report('can only be set with MeshGateway', 'hostToBackendHostname');
  },
);

const filter = ruled(
  Type.Object({
    type: Type.Enum([
      'RequestHeaderModifier',
      'ResponseHeaderModifier',
      'RequestRedirect',
      'URLRewrite',
      'RequestMirror',
    ]),
    requestHeaderModifier: Type.Optional(headerModifier),
    responseHeaderModifier: Type.Optional(headerModifier),
    requestRedirect: Type.Optional(requestRedirect),
    urlRewrite: Type.Optional(urlRewrite),
    requestMirror: Type.Optional(
      Type.Object({ percentage: Type.Optional(percentage), backendRef: meshBackendRef }),
    ),
  }),
  settingsOfType({
    RequestHeaderModifier: 'requestHeaderModifier',
    ResponseHeaderModifier: 'responseHeaderModifier',
    RequestRedirect: 'requestRedirect',
    URLRewrite: 'urlRewrite',
    RequestMirror: 'requestMirror',
  }),
);
/** MeshHttpFilter is one filter: the field that belongs to its type is present. */
export type MeshHttpFilter = Read<typeof filter>;

const once = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite'];

function checkFilters(filters: readonly MeshHttpFilter[], report: Report): void {
  const types = filters.map(({ type }) => type);
  types.forEach((type, i) => {
    if (once.includes(type) && types.indexOf(type) < i) report(`must not be ${type} again`, i, 'type');
  });
  if (types.includes('RequestRedirect') && types.includes('URLRewrite'))
    report('must not hold both a RequestRedirect and a URLRewrite filter; keep one of them');
}

const rule = ruled(
  Type.Object({
    matches: Type.Array(match, { minItems: 1, maxItems: 64 }),
    default: Type.Object({
      filters: Type.Optional(ruled(Type.Array(filter, { maxItems: 16 }), checkFilters)),
      backendRefs: Type.Optional(weightedBackendRefs),
    }),
  }),
  ({ matches, default: { filters = [] } }, report) => {
    if (matches.length === 1 && matches[0]?.path?.type === 'PathPrefix') return;
    filters.forEach(({ urlRewrite, requestRedirect }, i) => {
      const settings = { urlRewrite, requestRedirect };
      for (const name of ['urlRewrite', 'requestRedirect'] as const)
        if (settings[name]?.path?.type === 'ReplacePrefixMatch')
          report(
            'can only appear if all matches match a path prefix',
            ...['default', 'filters', i, name, 'path', 'type'],
          );
    });
  },
);
/** MeshHttpRule says what happens to requests that match any of its matches. */
export type MeshHttpRule = Read<typeof rule>;

/** MeshHttpRules are the rules of a MeshHTTPRoute for one service. */
export interface MeshHttpRules {
  readonly rules: readonly MeshHttpRule[];
}

const item = Type.Object({
  targetRef: routeTarget,
  hostnames: Type.Optional(Type.Array(Type.String({ maxLength: 253 }), { maxItems: 16 })),
  rules: Type.Array(rule, { maxItems: 64, default: [] }),
});

const spec = ruled(
  Type.Object({
    targetRef: topLevel(...proxyTargets),
    to: Type.Array(
      converted(item, ({ rules, ...rest }) => ({ ...rest, default: { rules } })),
      { maxItems: 256, default: [] },
    ),
  }),
  oneWayToSay,
  ofServicesAlone,
);

export const meshHttpRoute = defineMeshPolicy({ kind: 'MeshHTTPRoute', shortName: 'mhttpr' }, spec);
export type MeshHttpRoute = ResourceOf<typeof meshHttpRoute>;
