import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  RedirectAction_RedirectResponseCode as Code,
  type RedirectActionSchema,
  RouteAction_ClusterNotFoundResponseCode,
  type RouteActionSchema,
  type RouteSchema,
  type WeightedCluster_ClusterWeightSchema,
} from '#gen/envoy/config/route/v3/route_components_pb.js';
import { FractionalPercent_DenominatorType } from '#gen/envoy/type/v3/percent_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import {
  canForward,
  type Destination,
  type HttpAction,
  type HttpMatch,
  type Mirror,
  type PathEdit,
  type RouteTable,
} from '#model';
import { headersToAdd, headersToRemove } from './headers.ts';
import { clusterName, invalidClusterName } from './names.ts';
import { quoteRegex } from './regex.ts';
import { withoutTrailingSlash } from './route-match.ts';

const { INTERNAL_SERVER_ERROR, SERVICE_UNAVAILABLE } = RouteAction_ClusterNotFoundResponseCode;

type Forward = Extract<HttpAction, { kind: 'forward' }>;
type Redirect = Extract<HttpAction, { kind: 'redirect' }>;
type ActionInit = NonNullable<Extract<MessageInitShape<typeof RouteSchema>, { $typeName?: never }>['action']>;

/** routeAction words what happens to a request that matched. It needs the match (prefixes) and the table (its port). */
export function routeAction(action: HttpAction, match: HttpMatch, table: RouteTable): ActionInit {
  switch (action.kind) {
    case 'forward':
      return forwardAction(action, match);
    case 'redirect':
      return { case: 'redirect', value: redirect(action, match, table) };
    case 'respond':
      return { case: 'directResponse', value: { status: action.status } };
  }
}

function forwardAction(action: Forward, match: HttpMatch): ActionInit {
  const { forwarding } = action;
  // Where nothing can be served, the specification asks for 500, not for a weighted choice of nothing.
  if (!canForward(forwarding)) return { case: 'directResponse', value: { status: 500 } };
  return {
    case: 'route',
    value: {
      ...clusterSpecifier(
        forwarding.destinations.filter(d => d.weight > 0),
        action.failure,
      ),
      ...rewrite(action.path, match),
      ...(action.hostname === undefined
        ? {}
        : { hostRewriteSpecifier: { case: 'hostRewriteLiteral', value: action.hostname } as const }),
      ...(action.timeout === undefined ? {} : { timeout: protobufDuration(action.timeout) }),
      requestMirrorPolicies: forwarding.mirrors.map(mirrorPolicy),
    },
  };
}

function clusterSpecifier(destinations: readonly Destination[], failure: Forward['failure']) {
  const [only, ...others] = destinations;
  if (only?.kind === 'backend' && others.length === 0 && only.edits === undefined) {
    return { clusterSpecifier: { case: 'cluster', value: clusterName(only.use) } } as const;
  }
  const value = { clusters: destinations.map(clusterWeight) };
  return {
    clusterSpecifier: { case: 'weightedClusters', value },
    // An invalid reference's share goes to a cluster that never exists.
    ...(destinations.some(d => d.kind === 'invalid')
      ? { clusterNotFoundResponseCode: failure === 503 ? SERVICE_UNAVAILABLE : INTERNAL_SERVER_ERROR }
      : {}),
  } as const;
}

function clusterWeight(d: Destination): MessageInitShape<typeof WeightedCluster_ClusterWeightSchema> {
  if (d.kind === 'invalid') return { name: invalidClusterName, weight: d.weight };
  const { requestHeaders, responseHeaders, hostname } = d.edits ?? {};
  return {
    name: clusterName(d.use),
    weight: d.weight,
    requestHeadersToAdd: headersToAdd(requestHeaders),
    requestHeadersToRemove: headersToRemove(requestHeaders),
    responseHeadersToAdd: headersToAdd(responseHeaders),
    responseHeadersToRemove: headersToRemove(responseHeaders),
    ...(hostname === undefined
      ? {}
      : { hostRewriteSpecifier: { case: 'hostRewriteLiteral', value: hostname } as const }),
  };
}

function mirrorPolicy(mirror: Mirror) {
  const million = 1_000_000;
  return {
    cluster: clusterName(mirror.use),
    runtimeFraction: {
      defaultValue: {
        numerator: Math.round((mirror.numerator / mirror.denominator) * million),
        denominator: FractionalPercent_DenominatorType.MILLION,
      },
    },
  };
}

type Rewrite = Pick<
  Extract<MessageInitShape<typeof RouteActionSchema>, { $typeName?: never }>,
  'prefixRewrite' | 'regexRewrite'
>;

/**
 * rewrite edits the path as the Gateway API's ReplacePrefixMatch does, which is by path elements, while Envoy's prefix
 * rewrite is by characters: `/` in place of a prefix, or anything in place of `/`, needs its slash seen to.
 */
function rewrite(edit: PathEdit | undefined, match: HttpMatch): Rewrite {
  if (edit === undefined) return {};
  if (edit.kind === 'full') {
    return { regexRewrite: { pattern: { regex: '^/[^?]*' }, substitution: literal(edit.value) } };
  }
  const prefix = withoutTrailingSlash(match.path.value);
  const value = withoutTrailingSlash(edit.value);
  if (prefix === '') return { prefixRewrite: `${value}/` };
  if (value !== '') return { prefixRewrite: value };
  return { regexRewrite: { pattern: { regex: `^${quoteRegex(prefix)}/*` }, substitution: '/' } };
}

/** A backslash begins a capture group's number in a substitution. */
function literal(substitution: string): string {
  return substitution.replaceAll('\\', '\\\\');
}

const codes: Readonly<Record<number, Code>> = {
  301: Code.MOVED_PERMANENTLY,
  302: Code.FOUND,
  303: Code.SEE_OTHER,
  307: Code.TEMPORARY_REDIRECT,
  308: Code.PERMANENT_REDIRECT,
};

const wellKnownPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

function redirect(
  action: Redirect,
  match: HttpMatch,
  table: RouteTable,
): MessageInitShape<typeof RedirectActionSchema> {
  const scheme = action.scheme ?? (table.listener === undefined ? 'http' : 'https');
  // Without a port of its own a redirect goes to its scheme's port, or without a scheme to the listener's
  // (HTTPRequestRedirectFilter.port); the scheme's own port is not written out.
  const port = action.port ?? (action.scheme === undefined ? table.port : wellKnownPorts[scheme]);
  return {
    responseCode: codes[action.status] ?? Code.FOUND,
    ...(action.scheme === undefined
      ? {}
      : { schemeRewriteSpecifier: { case: 'schemeRedirect', value: action.scheme } as const }),
    ...(action.hostname === undefined ? {} : { hostRedirect: action.hostname }),
    ...(port === undefined || port === wellKnownPorts[scheme] ? {} : { portRedirect: port }),
    ...redirectPath(action.path, match),
  };
}

function redirectPath(edit: PathEdit | undefined, match: HttpMatch) {
  if (edit === undefined) return {};
  if (edit.kind === 'full') {
    return { pathRewriteSpecifier: { case: 'pathRedirect', value: edit.value } } as const;
  }
  const { prefixRewrite, regexRewrite } = rewrite(edit, match);
  if (regexRewrite !== undefined) {
    return { pathRewriteSpecifier: { case: 'regexRewrite', value: regexRewrite } } as const;
  }
  return { pathRewriteSpecifier: { case: 'prefixRewrite', value: prefixRewrite ?? '/' } } as const;
}
