import type { MessageInitShape } from '@bufbuild/protobuf';
import type {
  QueryParameterMatcherSchema,
  RouteMatchSchema,
} from '#gen/envoy/config/route/v3/route_components_pb.js';
import type { FilterStateMatcherSchema } from '#gen/envoy/type/matcher/v3/filter_state_pb.js';
import type { HttpMatch, PathMatch, TextMatch } from '#model';
import { callerHeader } from './caller-header.ts';
import { headerMatcher } from './header-matcher.ts';
import { textMatcher } from './text-matcher.ts';

/** routeMatch words a match for Envoy, only for connections for which all of `filterState` holds. */
export function routeMatch(
  match: HttpMatch,
  filterState: MessageInitShape<typeof FilterStateMatcherSchema>[] = [],
): MessageInitShape<typeof RouteMatchSchema> {
  return {
    filterState,
    pathSpecifier:
      match.isConnect === true ? ({ case: 'connectMatcher', value: {} } as const) : pathSpecifier(match.path),
    headers: [
      ...(match.method === undefined
        ? []
        : [headerMatcher({ name: ':method', kind: 'exact', value: match.method })]),
      ...match.headers.map(headerMatcher),
      ...(match.callers === undefined ? [] : [callerHeader([match.callers])]),
    ],
    queryParameters: match.queryParams.map(queryMatcher),
    cookies: (match.cookies ?? []).map(cookie => ({ name: cookie.name, stringMatch: textMatcher(cookie) })),
  };
}

function pathSpecifier(path: PathMatch) {
  switch (path.kind) {
    case 'exact':
      return { case: 'path', value: path.value } as const;
    case 'regex':
      return { case: 'safeRegex', value: { regex: path.value } } as const;
    case 'prefix': {
      const elements = withoutTrailingSlash(path.value);
      return elements === ''
        ? ({ case: 'prefix', value: '/' } as const)
        : ({ case: 'pathSeparatedPrefix', value: elements } as const);
    }
  }
}

/** withoutTrailingSlash: `/shop/` and `/shop` are the same prefix (Gateway API, PathMatchType); `/` becomes ''. */
export function withoutTrailingSlash(path: string): string {
  return path.replace(/\/+$/, '');
}

function queryMatcher(match: TextMatch): MessageInitShape<typeof QueryParameterMatcherSchema> {
  return {
    name: match.name,
    queryParameterMatchSpecifier: { case: 'stringMatch', value: textMatcher(match) },
  };
}
