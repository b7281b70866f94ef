import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { ApiVersion } from '#gen/envoy/config/core/v3/config_source_pb.js';
import {
  type CheckSettingsSchema,
  ExtAuthzPerRouteSchema,
  ExtAuthzSchema,
} from '#gen/envoy/extensions/filters/http/ext_authz/v3/ext_authz_pb.js';
import type { ListStringMatcherSchema } from '#gen/envoy/type/matcher/v3/string_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { AskedService, ExtAuth, HeaderEdit, HttpRule, Owned } from '#model';
import { clusterName, filterInstance, invalidClusterName } from '../names.ts';
import { callRetries } from '../retry-policy.ts';
import type { FilterNeed } from './http-filter.ts';

const filter = 'envoy.filters.http.ext_authz';

/** The metadata namespace in which Envoy Gateway names the object that a route entry was made of: services rely on it. */
const routeNamespace = 'envoy-gateway';

/** routeTold is the metadata in which a route entry names its route, where the service that is asked is told. */
export function routeTold({ extAuth, name }: HttpRule, route: ResourceKey) {
  if (extAuth?.value.isToldRoute === undefined) return {};
  const { kind, namespace, name: of } = parseResourceKey(route);
  const resource = { kind, namespace, name: of, ...(name === undefined ? {} : { sectionName: name }) };
  return { [routeNamespace]: { resources: [resource] } };
}

/** extAuth asks a service: that of a policy stands in the chain, so each policy has an instance; that of a rule in its route. */
export function extAuth({ extAuth, ownExtAuth }: HttpRule): readonly FilterNeed[] {
  return [
    ...(extAuth === undefined ? [] : [needOfPolicy(extAuth)]),
    ...(ownExtAuth === undefined ? [] : [needOfRule(ownExtAuth)]),
  ];
}

/**
 * The service that a rule asks may change while connections are open, and these stay on the chain that took them: so the route
 * names the service, and the instance is named after the settings that all services asked through it share. In the chain itself
 * stands a cluster that does not exist: where no route named a service, nothing would pass.
 */
function needOfRule(value: ExtAuth): FilterNeed {
  const settings = settingsPacked({ ...settingsOf(value), services: nobody[value.service.kind] });
  return {
    instance: [filter, hashBytes(settings.value).slice(0, 12)].join('/'),
    settings,
    clusters: [],
    perRoute: toldOnRoutes({
      contextExtensions: { ...value.toldContext },
      ...bodyTold(value),
      serviceOverride: serviceOf(value),
    }),
  };
}

function toldOnRoutes(checkSettings: MessageInitShape<typeof CheckSettingsSchema>) {
  const override = { case: 'checkSettings', value: checkSettings } as const;
  return anyPack(ExtAuthzPerRouteSchema, create(ExtAuthzPerRouteSchema, { override }));
}

function settingsPacked(settings: MessageInitShape<typeof ExtAuthzSchema>) {
  return anyPack(ExtAuthzSchema, create(ExtAuthzSchema, settings));
}

/**
 * Services that stand in the chain for those that routes name. Where nobody says which headers to send, Envoy sends all over
 * gRPC and none over HTTP, and decides so by the kind of service in the chain.
 */
const nobody = {
  grpc: {
    case: 'grpcService',
    value: { targetSpecifier: { case: 'envoyGrpc', value: { clusterName: invalidClusterName } } },
  },
  http: {
    case: 'httpService',
    value: {
      serverUri: {
        uri: 'http://nobody',
        httpUpstreamType: { case: 'cluster', value: invalidClusterName },
        timeout: protobufDuration(1000),
      },
    },
  },
} as const;

function needOfPolicy({ owner, value }: Owned<ExtAuth>): FilterNeed {
  return {
    instance: filterInstance(filter, owner),
    settings: settingsPacked({ ...settingsOf(value), ...bodyTold(value), services: serviceOf(value) }),
    clusters: [clusterName(value.service.use)],
    perRoute: toldOnRoutes({ contextExtensions: { ...value.toldContext } }),
  };
}

/** What stands in the chain, whoever is asked. */
function settingsOf({ service, toldHeaders, failsOpen, errorStatus, recomputesRoute, isToldRoute }: ExtAuth) {
  return {
    transportApiVersion: ApiVersion.V3,
    failureModeAllow: failsOpen,
    clearRouteCache: recomputesRoute,
    ...(service.kind === 'http' && service.headersToBackend === 'all'
      ? { decoderHeaderMutationRules: framing }
      : {}),
    ...(toldHeaders === undefined ? {} : { allowedHeaders: oneOf(toldHeaders) }),
    ...(isToldRoute === undefined ? {} : { routeMetadataContextNamespaces: [routeNamespace] }),
    ...(errorStatus === undefined ? {} : { statusOnError: { code: errorStatus } }),
  } satisfies MessageInitShape<typeof ExtAuthzSchema>;
}

/** How much of a request's body the service is sent, if any. */
function bodyTold({ toldBody }: ExtAuth) {
  if (toldBody === undefined) return {};
  const { bytes, allowsPart, isBinary } = toldBody;
  return {
    withRequestBody: {
      maxRequestBytes: bytes,
      ...(allowsPart ? { allowPartialMessage: true } : {}),
      ...(isBinary ? { packAsBytes: true } : {}),
    },
  };
}

function serviceOf({ service, timeout: milliseconds }: ExtAuth) {
  const cluster = clusterName(service.use);
  const timeout = protobufDuration(milliseconds);
  switch (service.kind) {
    case 'grpc': {
      const envoyGrpc = {
        clusterName: cluster,
        authority: service.authority,
        ...callRetries(service.retries),
      };
      const value = { targetSpecifier: { case: 'envoyGrpc', value: envoyGrpc }, timeout } as const;
      return { case: 'grpcService', value } as const;
    }
    case 'http': {
      const { pathPrefix = '', path = '', addedHeaders, authority } = service;
      const answered = answerOf(service);
      const value = {
        serverUri: {
          uri: `http://${authority}`,
          httpUpstreamType: { case: 'cluster', value: cluster },
          timeout,
        },
        ...callRetries(service.retries),
        pathPrefix,
        pathOverride: path,
        ...(addedHeaders === undefined
          ? {}
          : { authorizationRequest: { headersToAdd: headersSaid(addedHeaders) } }),
        ...(Object.keys(answered).length === 0 ? {} : { authorizationResponse: answered }),
      } as const;
      return { case: 'httpService', value } as const;
    }
  }
}

/** Which headers of the service's answer go on, and to whom. */
function answerOf(service: Extract<AskedService, { kind: 'http' }>) {
  const { headersToBackend, headersToClient, headersToClientOnSuccess } = service;
  return {
    ...(headersToBackend === 'all'
      ? { allowedUpstreamHeaders: every }
      : headersToBackend.length === 0
        ? {}
        : { allowedUpstreamHeaders: oneOf(headersToBackend) }),
    ...(headersToClient === undefined ? {} : { allowedClientHeaders: oneOf(headersToClient) }),
    ...(headersToClientOnSuccess === undefined
      ? {}
      : { allowedClientHeadersOnSuccess: oneOf(headersToClientOnSuccess) }),
  };
}

/** Every header, but not what Envoy calls by a name with a colon (`:path`). */
const every: MessageInitShape<typeof ListStringMatcherSchema> = {
  patterns: [{ matchPattern: { case: 'safeRegex', value: { regex: '[^:].*' } } }],
};

/** Headers of the answer itself, which would make another request of the one that goes on. (Envoy never takes a host.) */
const framing = {
  disallowExpression: {
    regex: 'connection|content-.*|keep-alive|proxy-.*|te|trailer|transfer-.*|upgrade',
  },
};

/** Envoy substitutes nothing in these values. */
function headersSaid({ set }: HeaderEdit) {
  return set.map(({ name, value }) => ({ key: name, value }));
}

function oneOf(names: readonly string[]): MessageInitShape<typeof ListStringMatcherSchema> {
  return {
    patterns: names.map(name => ({ matchPattern: { case: 'exact', value: name }, ignoreCase: true })),
  };
}
