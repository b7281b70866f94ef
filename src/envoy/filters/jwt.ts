import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import {
  JwtAuthenticationSchema,
  type JwtProviderSchema,
  type JwtRequirementSchema,
  PerRouteConfigSchema,
} from '#gen/envoy/extensions/filters/http/jwt_authn/v3/config_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { HttpRule, Jwt, JwtKeys, JwtProvider } from '#model';
import { clusterName, filterInstance } from '../names.ts';
import { callRetries } from '../retry-policy.ts';
import type { FilterNeed } from './http-filter.ts';

const fetchTimeout = protobufDuration(10_000);
/** Name of the one requirement of an instance. */
const requirement = 'asked';
const perRoute = anyPack(
  PerRouteConfigSchema,
  create(PerRouteConfigSchema, { requirementSpecifier: { case: 'requirementName', value: requirement } }),
);

/** jwt asks for a token. The providers whose tokens it believes stand in the chain, so each policy has an instance. */
export function jwt({ jwt }: HttpRule): readonly FilterNeed[] {
  if (jwt === undefined) return [];
  const { owner, value } = jwt;
  const settings = create(JwtAuthenticationSchema, {
    providers: Object.fromEntries(value.providers.map(provider => [provider.name, providerOf(provider)])),
    requirementMap: { [requirement]: requirementOf(value) },
  });
  return [
    {
      instance: filterInstance('envoy.filters.http.jwt_authn', owner),
      settings: anyPack(JwtAuthenticationSchema, settings),
      clusters: value.providers.flatMap(({ keys }) =>
        keys.kind === 'fetched' ? [clusterName(keys.from)] : [],
      ),
      perRoute,
    },
  ];
}

function requirementOf({ providers, excused }: Jwt): MessageInitShape<typeof JwtRequirementSchema> {
  const anyOf: MessageInitShape<typeof JwtRequirementSchema>[] = providers.map(({ name }) => ({
    requiresType: { case: 'providerName', value: name },
  }));
  if (excused === 'missing') anyOf.push({ requiresType: { case: 'allowMissing', value: {} } });
  if (excused === 'failed') anyOf.push({ requiresType: { case: 'allowMissingOrFailed', value: {} } });
  const [only, ...others] = anyOf;
  return only !== undefined && others.length === 0
    ? only
    : { requiresType: { case: 'requiresAny', value: { requirements: anyOf } } };
}

function providerOf({
  name,
  issuer,
  audiences,
  keys,
  sources,
  claimHeaders,
  hidesToken,
  clockSkew,
  recomputesRoute,
}: JwtProvider): MessageInitShape<typeof JwtProviderSchema> {
  return {
    ...(issuer === undefined ? {} : { issuer }),
    audiences: [...audiences],
    jwksSourceSpecifier: keysOf(keys),
    forward: hidesToken !== true,
    ...(clockSkew === undefined ? {} : { clockSkewSeconds: Math.round(clockSkew / 1000) }),
    // Authorization looks there for the token's claims.
    payloadInMetadata: name,
    normalizePayloadInMetadata: { spaceDelimitedClaims: ['scope', 'scp'] },
    ...(sources === undefined
      ? {}
      : {
          fromHeaders: sources.headers.map(({ name, prefix = '' }) => ({ name, valuePrefix: prefix })),
          fromParams: [...sources.params],
          fromCookies: [...sources.cookies],
        }),
    claimToHeaders: claimHeaders.map(({ claim, header }) => ({ claimName: claim, headerName: header })),
    clearRouteCache: recomputesRoute,
  };
}

/** Keys are fetched when the listener is made, so that no request waits for them, and again before they run out. */
function keysOf(keys: JwtKeys) {
  switch (keys.kind) {
    case 'inline':
      return { case: 'localJwks', value: { specifier: { case: 'inlineString', value: keys.text } } } as const;
    case 'fetched': {
      const { uri, from, cacheFor, retryAfter, timeout, retries } = keys;
      const value = {
        httpUri: {
          uri,
          httpUpstreamType: { case: 'cluster', value: clusterName(from) },
          timeout: timeout === undefined ? fetchTimeout : protobufDuration(timeout),
        },
        cacheDuration: protobufDuration(cacheFor),
        asyncFetch: retryAfter === undefined ? {} : { failedRefetchDuration: protobufDuration(retryAfter) },
        retryPolicy: {},
        ...callRetries(retries),
      } as const;
      return { case: 'remoteJwks', value } as const;
    }
  }
}
