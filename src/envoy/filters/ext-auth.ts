import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { ApiVersion } from '#gen/envoy/config/core/v3/config_source_pb.js';
import {
  ExtAuthzPerRouteSchema,
  ExtAuthzSchema,
} from '#gen/envoy/extensions/filters/http/ext_authz/v3/ext_authz_pb.js';
import type { ListStringMatcherSchema } from '#gen/envoy/type/matcher/v3/string_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { ExtAuth, HttpRule } from '#model';
import { clusterName, filterInstance } from '../names.ts';
import { callRetries } from '../retry-policy.ts';
import type { FilterNeed } from './http-filter.ts';

/** extAuth asks a service. Which one stands in the chain, so each policy has an instance. */
export function extAuth({ extAuth }: HttpRule): readonly FilterNeed[] {
  if (extAuth === undefined) return [];
  const { owner, value } = extAuth;
  const perRoute = create(ExtAuthzPerRouteSchema, {
    override: { case: 'checkSettings', value: { contextExtensions: { ...value.toldContext } } },
  });
  return [
    {
      instance: filterInstance('envoy.filters.http.ext_authz', owner),
      settings: anyPack(ExtAuthzSchema, create(ExtAuthzSchema, settingsOf(value))),
      clusters: [clusterName(value.service.use)],
      perRoute: anyPack(ExtAuthzPerRouteSchema, perRoute),
    },
  ];
}

function settingsOf(value: ExtAuth): MessageInitShape<typeof ExtAuthzSchema> {
  const { toldHeaders, toldBody, failsOpen, errorStatus, recomputesRoute } = value;
  return {
    services: serviceOf(value),
    transportApiVersion: ApiVersion.V3,
    failureModeAllow: failsOpen,
    clearRouteCache: recomputesRoute,
    ...(toldHeaders === undefined ? {} : { allowedHeaders: oneOf(toldHeaders) }),
    ...(toldBody === undefined ? {} : { withRequestBody: { maxRequestBytes: toldBody } }),
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
      const { pathPrefix = '', path = '', headersToBackend, authority } = service;
      const value = {
        serverUri: {
          uri: `http://${authority}`,
          httpUpstreamType: { case: 'cluster', value: cluster },
          timeout,
        },
        ...callRetries(service.retries),
        pathPrefix,
        pathOverride: path,
        ...(headersToBackend.length === 0
          ? {}
          : { authorizationResponse: { allowedUpstreamHeaders: oneOf(headersToBackend) } }),
      } as const;
      return { case: 'httpService', value } as const;
    }
  }
}

function oneOf(names: readonly string[]): MessageInitShape<typeof ListStringMatcherSchema> {
  return {
    patterns: names.map(name => ({ matchPattern: { case: 'exact', value: name }, ignoreCase: true })),
  };
}
