import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { ApiVersion } from '#gen/envoy/config/core/v3/config_source_pb.js';
import {
  ExtAuthzPerRouteSchema,
  ExtAuthzSchema,
} from '#gen/envoy/extensions/filters/http/ext_authz/v3/ext_authz_pb.js';
import type { ListStringMatcherSchema } from '#gen/envoy/type/matcher/v3/string_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { AskedService, ExtAuth, HeaderEdit, HttpRule, Owned } from '#model';
import { clusterName, filterInstance } from '../names.ts';
import { callRetries } from '../retry-policy.ts';
import type { FilterNeed } from './http-filter.ts';

/** extAuth asks a service. Which one stands in the chain, so each policy has an instance. */
export function extAuth({ extAuth, ownExtAuth }: HttpRule): readonly FilterNeed[] {
  return [extAuth, ownExtAuth].flatMap(asked => (asked === undefined ? [] : [needOf(asked)]));
}

function needOf({ owner, value }: Owned<ExtAuth>): FilterNeed {
  const perRoute = create(ExtAuthzPerRouteSchema, {
    override: { case: 'checkSettings', value: { contextExtensions: { ...value.toldContext } } },
  });
  return {
    instance: filterInstance('envoy.filters.http.ext_authz', owner),
    settings: anyPack(ExtAuthzSchema, create(ExtAuthzSchema, settingsOf(value))),
    clusters: [clusterName(value.service.use)],
    perRoute: anyPack(ExtAuthzPerRouteSchema, perRoute),
  };
}

function settingsOf(value: ExtAuth): MessageInitShape<typeof ExtAuthzSchema> {
  const { service, toldHeaders, toldBody, failsOpen, errorStatus, recomputesRoute } = value;
  return {
    services: serviceOf(value),
    transportApiVersion: ApiVersion.V3,
    failureModeAllow: failsOpen,
    clearRouteCache: recomputesRoute,
    ...(service.kind === 'http' && service.headersToBackend === 'all'
      ? { decoderHeaderMutationRules: framing }
      : {}),
    ...(toldHeaders === undefined ? {} : { allowedHeaders: oneOf(toldHeaders) }),
    ...(toldBody === undefined
      ? {}
      : {
          withRequestBody: {
            maxRequestBytes: toldBody.bytes,
            ...(toldBody.allowsPart ? { allowPartialMessage: true } : {}),
            ...(toldBody.isBinary ? { packAsBytes: true } : {}),
          },
        }),
    ...(errorStatus === undefined ? {} : { statusOnError: { code: errorStatus } }),
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

/** What of an answer goes on, and to whom. */
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

/** Every header: Envoy takes what it calls by names with a colon for no header. */
const every: MessageInitShape<typeof ListStringMatcherSchema> = {
  patterns: [{ matchPattern: { case: 'safeRegex', value: { regex: '[^:].*' } } }],
};

/** What is of the answer itself, and would make another request of the one that goes on; so would a host, which is never taken. */
const framing = {
  disallowExpression: {
    regex: 'connection|content-.*|keep-alive|proxy-.*|te|trailer|transfer-.*|upgrade',
  },
};

/** Nothing stands for anything else in these. */
function headersSaid({ set }: HeaderEdit) {
  return set.map(({ name, value }) => ({ key: name, value }));
}

function oneOf(names: readonly string[]): MessageInitShape<typeof ListStringMatcherSchema> {
  return {
    patterns: names.map(name => ({ matchPattern: { case: 'exact', value: name }, ignoreCase: true })),
  };
}
