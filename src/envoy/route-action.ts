import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  RouteAction_ClusterNotFoundResponseCode,
  type RouteSchema,
  type WeightedCluster_ClusterWeightSchema,
} from '#gen/envoy/config/route/v3/route_components_pb.js';
import { FractionalPercent_DenominatorType } from '#gen/envoy/type/v3/percent_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import {
  canForward,
  type Destination,
  type HostEdit,
  type HttpAction,
  type HttpMatch,
  type Mirror,
  type RouteTable,
} from '#model';
import { answerText } from './answer-text.ts';
import { injectedTo, keptAt } from './filters/index.ts';
import { hashPolicy } from './hash-policy.ts';
import { headersToAdd, headersToRemove } from './headers.ts';
import { hostRewrite } from './host-rewrite.ts';
import { showsToken } from './hosted-call.ts';
import { clusterName, invalidClusterName } from './names.ts';
import { rewrite } from './path-rewrite.ts';
import { redirect } from './redirect.ts';
import { retries } from './retry-policy.ts';

const { INTERNAL_SERVER_ERROR, SERVICE_UNAVAILABLE } = RouteAction_ClusterNotFoundResponseCode;

const websocket = 'websocket';
const connect = 'connect';

type Forward = Extract<HttpAction, { kind: 'forward' }>;
type ActionInit = NonNullable<Extract<MessageInitShape<typeof RouteSchema>, { $typeName?: never }>['action']>;

/** routeAction words what happens to a request that matched. It needs the match (prefixes) and the table (its port). */
export function routeAction(action: HttpAction, match: HttpMatch, table: RouteTable): ActionInit {
  switch (action.kind) {
    case 'forward':
      return forwardAction(action, match);
    case 'redirect':
      return { case: 'redirect', value: redirect(action, match, table) };
    case 'answer':
      return { case: 'directResponse', value: { status: action.status, ...answerText(action.body) } };
    case 'respond':
      return { case: 'directResponse', value: { status: action.status } };
  }
}

/** forwardAction words where a request goes on to. */
export function forwardAction(action: Forward, match: HttpMatch): ActionInit {
  const { forwarding } = action;
  const isShown = forwarding.destinations.some(d => d.kind === 'backend' && showsToken(d.use));
  // Where nothing can be served, the specification asks for 500, not for a weighted choice of nothing.
  if (!canForward(forwarding)) return { case: 'directResponse', value: { status: 500 } };
  return {
    case: 'route',
    value: {
      ...clusterSpecifier(
        forwarding.destinations.filter(d => d.weight > 0),
        action,
      ),
      ...rewrite(action.path, match),
      ...hostRewrite(ownHostOf(forwarding) ?? action.host),
      ...timeouts(action),
      ...longest(action),
      // A request that follows a redirect would show its token, which is for one backend alone, elsewhere.
      ...(isShown ? {} : internalRedirects(action)),
      ...retries(action),
      ...(action.hashing === undefined ? {} : { hashPolicy: action.hashing.keys.map(hashPolicy) }),
      ...upgrades(action),
      requestMirrorPolicies: forwarding.mirrors.map(mirror => mirrorPolicy(mirror, isShown)),
    },
  };
}

/** The host of a hosted service, where it is the only destination; of several destinations, each says its own. */
function ownHostOf({ destinations }: Forward['forwarding']): HostEdit | undefined {
  const [only, ...others] = destinations.filter(d => d.weight > 0);
  if (only?.kind !== 'backend' || others.length > 0 || only.use.hosted === undefined) return undefined;
  return { kind: 'name', name: only.use.hosted.authority, isToldOf: false };
}

/** ms. Where a request has a timeout, that limits it: silence ends only a request that was not even sent, and that much later. */
const longestSilence = 3_600_000;

/** A request that may take longer may also be silent for longer; one without limit always. */
function timeouts({ timeout: written, defaultTimeout, idleTimeout }: Forward) {
  const limit = written ?? defaultTimeout;
  const silent = idleTimeout === undefined ? {} : { idleTimeout: protobufDuration(idleTimeout) };
  if (limit === undefined) return silent;
  const idle = limit === 0 ? 0 : Math.max(limit, longestSilence);
  return { timeout: protobufDuration(limit), idleTimeout: protobufDuration(idle), ...silent };
}

function longest({ longest }: Forward) {
  if (longest === undefined) return {};
  const { stream, ofCaller } = longest;
  return {
    maxStreamDuration: {
      ...(stream === undefined ? {} : { maxStreamDuration: protobufDuration(stream) }),
      ...(ofCaller?.most === undefined ? {} : { grpcTimeoutHeaderMax: protobufDuration(ofCaller.most) }),
      ...(ofCaller?.less === undefined ? {} : { grpcTimeoutHeaderOffset: protobufDuration(ofCaller.less) }),
    },
  };
}

function internalRedirects({ internalRedirects: followed }: Forward) {
  if (followed === undefined) return {};
  const { statuses, most, acrossSchemes, copiedHeaders } = followed;
  return {
    internalRedirectPolicy: {
      redirectResponseCodes: [...statuses],
      ...(most === undefined ? {} : { maxInternalRedirects: most }),
      allowCrossSchemeRedirect: acrossSchemes === true,
      responseHeadersToCopy: [...copiedHeaders],
    },
  };
}

/** The filter chain decides about upgrades that are not named here: by default it allows websocket. */
function upgrades({ upgrades }: Forward) {
  if (upgrades === undefined) return {};
  const { protocols, endsConnect } = upgrades;
  const isWithout = !protocols.includes(websocket);
  return {
    upgradeConfigs: [
      ...protocols.map(protocol =>
        protocol === connect
          ? { upgradeType: 'CONNECT', ...(endsConnect === true ? { connectConfig: {} } : {}) }
          : { upgradeType: protocol },
      ),
      ...(isWithout ? [{ upgradeType: websocket, enabled: false }] : []),
    ],
  };
}

function clusterSpecifier(
  destinations: readonly Destination[],
  { failure, hashing }: Pick<Forward, 'failure' | 'hashing'>,
) {
  const [only, ...others] = destinations;
  if (only?.kind === 'backend' && others.length === 0 && only.edits === undefined) {
    return { clusterSpecifier: { case: 'cluster', value: clusterName(only.use) } } as const;
  }
  const value = {
    clusters: destinations.map(clusterWeight),
    // Requests that are to come to one endpoint must come to one backend first.
    ...(hashing === undefined || hashing.keys.length === 0
      ? {}
      : { randomValueSpecifier: { case: 'useHashPolicy', value: { value: true } } as const }),
  };
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
  const { requestHeaders, responseHeaders, credentials = [], session } = d.edits ?? {};
  const host = d.use.hosted?.authority ?? d.edits?.host?.name;
  return {
    name: clusterName(d.use),
    weight: d.weight,
    requestHeadersToAdd: headersToAdd(requestHeaders),
    requestHeadersToRemove: headersToRemove(requestHeaders),
    responseHeadersToAdd: headersToAdd(responseHeaders),
    responseHeadersToRemove: headersToRemove(responseHeaders),
    ...(host === undefined
      ? {}
      : { hostRewriteSpecifier: { case: 'hostRewriteLiteral', value: host } as const }),
    typedPerFilterConfig: { ...injectedTo(credentials), ...(session === undefined ? {} : keptAt(session)) },
  };
}

/** A mirrored copy does not show a token that is for another backend. */
function mirrorPolicy(mirror: Mirror, isShown: boolean) {
  const million = 1_000_000;
  const { keepsHost = false } = mirror.manner ?? {};
  const host = mirror.use.hosted?.authority ?? mirror.manner?.host;
  return {
    cluster: clusterName(mirror.use),
    disableShadowHostSuffixAppend: keepsHost,
    ...(host === undefined ? {} : { hostRewriteLiteral: host }),
    ...(isShown
      ? { requestHeadersMutations: [{ action: { case: 'remove', value: 'authorization' } as const }] }
      : {}),
    runtimeFraction: {
      defaultValue: {
        numerator: Math.round((mirror.numerator / mirror.denominator) * million),
        denominator: FractionalPercent_DenominatorType.MILLION,
      },
    },
  };
}
