import { mergeSettings } from '#lib/merge-settings.ts';
import type { Destination, HttpMatch, HttpRule, Mirror } from '#model';
import type {
  HttpRouteFilter,
  MeshBackendRef,
  MeshHttpFilter,
  MeshHttpMatch,
  MeshHttpRule,
  MeshHttpRules,
  WeightedBackendRef,
} from '#resources';
import { given } from '../policies/given.ts';
import { expressionProblem } from '../routes/expression.ts';
import { applyFilters } from '../routes/http-filters.ts';
import { headerCondition } from './header-condition.ts';
import type { PolicyItem } from './policy-item.ts';

/** MergedRule is what the rules with equal matches are merged to, and the routes that they come from. */
export interface MergedRule {
  readonly matches: MeshHttpRule['matches'];
  readonly settings: MeshHttpRule['default'];
  readonly routes: readonly string[];
}

/**
 * mergedRules merges the rules of all MeshHTTPRoutes about a service; `items` are in the order in which they are applied.
 * Rules with equal matches become one, field by field. Where rules with different matches take the same request, the first
 * decides: that of the route which overrides the others.
 */
export function mergedRules(items: readonly PolicyItem[]): readonly MergedRule[] {
  const byMatches = new Map<string, MergedRule>();
  for (const item of items.toReversed()) {
    const { rules } = item.settings as MeshHttpRules;
    for (const { matches, default: settings } of rules) {
      const key = JSON.stringify(matches);
      const over = byMatches.get(key);
      byMatches.set(key, {
        matches,
        settings: over === undefined ? settings : (mergeSettings([settings, over.settings]) ?? settings),
        routes: [...new Set([...(over?.routes ?? []), item.rank.name])],
      });
    }
  }
  return [...byMatches.values()];
}

/** ResolveMeshRef finds the use of the backend that a reference names; undefined where no such service exists. */
export type ResolveMeshRef = (
  ref: MeshBackendRef,
) => Extract<Destination, { kind: 'backend' }>['use'] | undefined;

/**
 * httpRules are the rules of a place: the merged ones, and unless one of them takes every request, one that sends the rest to
 * the service itself.
 */
export function httpRules(
  merged: readonly MergedRule[],
  itself: Extract<Destination, { kind: 'backend' }>,
  resolve: ResolveMeshRef,
): readonly HttpRule[] {
  const rules = merged.map(rule => httpRule(rule, itself, resolve));
  const isWhole = merged.some(({ matches }) => matches.some(isEveryRequest));
  return isWhole ? rules : [...rules, everyRequest(itself)];
}

function isEveryRequest({ path, method, headers = [], queryParams = [] }: MeshHttpMatch): boolean {
  const isAnyPath = path === undefined || (path.type === 'PathPrefix' && path.value === '/');
  return isAnyPath && method === undefined && headers.length + queryParams.length === 0;
}

function everyRequest(itself: Destination): HttpRule {
  const match = {
    path: { kind: 'prefix', value: '/' },
    headers: [],
    queryParams: [],
    precedence: [0, 0, 0, 0, 0],
  } as const;
  return {
    matches: [match],
    action: { kind: 'forward', forwarding: { destinations: [itself], mirrors: [] } },
  };
}

function httpRule({ matches, settings }: MergedRule, itself: Destination, resolve: ResolveMeshRef): HttpRule {
  const { filters = [], backendRefs } = settings;
  const applied = applyFilters(filters.flatMap(gatewayFilter), '', () => undefined);
  const { requestHeaders, responseHeaders, redirect, host, path, problems } = applied;
  const rule = {
    matches: matches.filter(match => matchProblem(match) === undefined).map(httpMatch),
    ...given({ requestHeaders, responseHeaders }),
  };
  if (problems.length > 0) return { ...rule, action: { kind: 'respond', status: 500 } };
  if (redirect !== undefined) return { ...rule, action: redirect };
  const destinations = backendRefs === undefined ? [itself] : meshDestinations(backendRefs, resolve);
  return {
    ...rule,
    // Where all weights are 0, requests are answered with 500, as is the share of a service that does not exist.
    action: {
      kind: 'forward',
      forwarding: { destinations, mirrors: filters.flatMap(filter => mirror(filter, resolve)) },
      ...given({ host, path }),
    },
  };
}

/** meshDestinations are the destinations that share the traffic; the share of a service that does not exist fails. */
export function meshDestinations(
  refs: readonly WeightedBackendRef[],
  resolve: ResolveMeshRef,
): readonly Destination[] {
  return refs.map(ref => {
    const use = resolve(ref);
    return use === undefined
      ? { kind: 'invalid', weight: ref.weight }
      : { kind: 'backend', use, weight: ref.weight };
  });
}

function mirror({ requestMirror }: MeshHttpFilter, resolve: ResolveMeshRef): readonly Mirror[] {
  const use = requestMirror && resolve(requestMirror.backendRef);
  if (use === undefined) return [];
  const { percentage = 100 } = requestMirror ?? {};
  return [{ use, numerator: percentage, denominator: 100 }];
}

/** The same filters in terms of the Gateway API; mirrors are made separately. */
function gatewayFilter(filter: MeshHttpFilter): readonly HttpRouteFilter[] {
  const { type, requestHeaderModifier, responseHeaderModifier, requestRedirect, urlRewrite } = filter;
  switch (type) {
    case 'RequestHeaderModifier':
      return requestHeaderModifier === undefined ? [] : [{ type, requestHeaderModifier }];
    case 'ResponseHeaderModifier':
      return responseHeaderModifier === undefined ? [] : [{ type, responseHeaderModifier }];
    case 'RequestRedirect':
      return requestRedirect === undefined ? [] : [{ type, requestRedirect }];
    case 'URLRewrite':
      return urlRewrite === undefined
        ? []
        : [{ type, urlRewrite: given({ hostname: urlRewrite.hostname, path: urlRewrite.path }) }];
    case 'RequestMirror':
      return [];
  }
}

const pathKinds = { Exact: 'exact', PathPrefix: 'prefix', RegularExpression: 'regex' } as const;
/** Exact paths take precedence over prefixes, and prefixes over regular expressions. */
const pathRanks = { Exact: 2, PathPrefix: 1, RegularExpression: 0 } as const;

function httpMatch({ path, method, headers = [], queryParams = [] }: MeshHttpMatch): HttpMatch {
  const { type, value } = path ?? { type: 'PathPrefix', value: '/' };
  return {
    path: { kind: pathKinds[type], value },
    ...(method === undefined ? {} : { method }),
    headers: headers.map(headerCondition),
    queryParams: queryParams.map(q => ({
      name: q.name,
      kind: q.type === 'Exact' ? ('exact' as const) : ('regex' as const),
      value: q.value,
    })),
    precedence: [
      pathRanks[type],
      value.length,
      method === undefined ? 0 : 1,
      headers.length,
      queryParams.length,
    ],
  };
}

/** matchProblem is what keeps a match from ever matching, and at which path in it. */
export function matchProblem({
  path,
  headers = [],
  queryParams = [],
}: MeshHttpMatch): { readonly message: string; readonly path: string } | undefined {
  const expressions = [
    ...(path?.type === 'RegularExpression' ? [{ value: path.value, at: 'path.value' }] : []),
    ...headers.flatMap(({ type, value = '' }, i) =>
      type === 'RegularExpression' ? [{ value, at: `headers[${i}].value` }] : [],
    ),
    ...queryParams.flatMap(({ type, value }, i) =>
      type === 'RegularExpression' ? [{ value, at: `queryParams[${i}].value` }] : [],
    ),
  ];
  for (const { value, at } of expressions) {
    const message = expressionProblem(value);
    if (message !== undefined) return { message, path: at };
  }
  return undefined;
}
