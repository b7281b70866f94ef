import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import {
  ApiKeyAuthPerRouteSchema,
  ApiKeyAuthSchema,
} from '#gen/envoy/extensions/filters/http/api_key_auth/v3/api_key_auth_pb.js';
import type { ApiKeyAuth, ApiKeySource, HttpRule } from '#model';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.api_key_auth';
const settings = anyPack(ApiKeyAuthSchema, create(ApiKeyAuthSchema));

/** apiKeyAuth asks for the key of a client. */
export function apiKeyAuth({ apiKeyAuth }: HttpRule): readonly FilterNeed[] {
  if (apiKeyAuth === undefined) return [];
  return [
    { instance, settings, clusters: [], perRoute: anyPack(ApiKeyAuthPerRouteSchema, asked(apiKeyAuth)) },
  ];
}

function asked({ clients, sources, clientHeader, hidesKey = false }: ApiKeyAuth) {
  return create(ApiKeyAuthPerRouteSchema, {
    credentials: clients.map(({ name, key }) => ({ client: name, key })),
    keySources: sources.map(keySource),
    ...(clientHeader === undefined && !hidesKey
      ? {}
      : { forwarding: { header: clientHeader ?? '', hideCredentials: hidesKey } }),
  });
}

function keySource({ kind, name }: ApiKeySource) {
  switch (kind) {
    case 'header':
      return { header: name };
    case 'query':
      return { query: name };
    case 'cookie':
      return { cookie: name };
  }
}
