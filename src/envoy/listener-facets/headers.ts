import { HttpProtocolOptions_HeadersWithUnderscoresAction as Underscores } from '#gen/envoy/config/core/v3/protocol_pb.js';
import { HeaderMutationSchema } from '#gen/envoy/extensions/filters/http/header_mutation/v3/header_mutation_pb.js';
import { HttpConnectionManager_ForwardClientCertDetails as Forwarded } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { HeaderMutationSchema as EarlyMutationSchema } from '#gen/envoy/extensions/http/early_header_mutation/header_mutation/v3/header_mutation_pb.js';
import type { ClientHeaders, HeaderChanges, TextPattern } from '#model';
import { extension, typedExtension } from '../extension.ts';
import { headerMutations } from '../header-changes.ts';
import type { ListenerFacet, ListenerPart } from './listener-facet.ts';

const underscored = {
  allow: Underscores.ALLOW,
  reject: Underscores.REJECT_REQUEST,
  drop: Underscores.DROP_HEADER,
};
const forwarded = {
  sanitize: Forwarded.SANITIZE,
  'forward-only': Forwarded.FORWARD_ONLY,
  'append-forward': Forwarded.APPEND_FORWARD,
  'sanitize-set': Forwarded.SANITIZE_SET,
  'always-forward-only': Forwarded.ALWAYS_FORWARD_ONLY,
};

const withoutPort = {
  matching: { stripMatchingHostPort: true },
  any: { stripPortMode: { case: 'stripAnyHostPort', value: true } },
} as const;

/** headers says which headers are kept, made, changed or refused. Envoy's own (`envoyHeaders`) are added by the router. */
export const headers: ListenerFacet<'headers'> = {
  facet: 'headers',
  encode: ({
    underscores,
    requestId,
    forwardedClientCertificate,
    stripsHostDot,
    stripsHostPort,
    passesExpect,
    maxBytes,
    maxCount,
    early,
    ...rest
  }) => ({
    httpFilters: lateChanges(rest),
    manager: {
      ...(requestId === undefined ? {} : requestIds(requestId)),
      ...(forwardedClientCertificate === undefined ? {} : forwardedCertificate(forwardedClientCertificate)),
      ...(stripsHostDot === undefined ? {} : { stripTrailingHostDot: stripsHostDot }),
      ...(stripsHostPort === undefined ? {} : withoutPort[stripsHostPort]),
      ...(passesExpect === undefined ? {} : { proxy100Continue: passesExpect }),
      ...(early === undefined ? {} : { earlyHeaderMutationExtensions: [earlyChanges(early)] }),
      ...(maxBytes === undefined ? {} : { maxRequestHeadersKb: Math.max(1, Math.round(maxBytes / 1024)) }),
    },
    http: {
      ...(underscores === undefined ? {} : { headersWithUnderscoresAction: underscored[underscores] }),
      ...(maxCount === undefined ? {} : { maxHeadersCount: maxCount }),
    },
  }),
};

/** Changes before anything else reads a request: its route may be found by them. */
function earlyChanges(early: HeaderChanges) {
  return typedExtension('envoy.http.early_header_mutation.header_mutation', EarlyMutationSchema, {
    mutations: headerMutations(early),
  });
}

const rateLimitHeaders: readonly TextPattern[] = [{ kind: 'prefix', value: 'x-ratelimit-' }];

/** The filter that answers pass last is the first of a chain. */
function lateChanges({ late, tellsRateLimits }: ClientHeaders) {
  const responseMutations = [
    ...(tellsRateLimits === false ? headerMutations({ ...noChanges, removeMatching: rateLimitHeaders }) : []),
    ...(late === undefined ? [] : headerMutations(late)),
  ];
  if (responseMutations.length === 0) return [];
  const name = 'envoy.filters.http.header_mutation';
  return [extension(name, HeaderMutationSchema, { mutations: { responseMutations } })];
}

const noChanges: HeaderChanges = { set: [], add: [], addIfAbsent: [], remove: [], removeMatching: [] };

function requestIds(kept: NonNullable<ClientHeaders['requestId']>): NonNullable<ListenerPart['manager']> {
  return {
    preserveExternalRequestId: kept === 'preserve' || kept === 'preserve-or-generate',
    generateRequestId: kept === 'generate' || kept === 'preserve-or-generate',
  };
}

function forwardedCertificate({
  mode,
  adds,
}: NonNullable<ClientHeaders['forwardedClientCertificate']>): NonNullable<ListenerPart['manager']> {
  return {
    forwardClientCertDetails: forwarded[mode],
    ...(mode !== 'append-forward' && mode !== 'sanitize-set'
      ? {}
      : {
          setCurrentClientCertDetails: {
            subject: adds.includes('subject'),
            cert: adds.includes('cert'),
            chain: adds.includes('chain'),
            dns: adds.includes('dns'),
            uri: adds.includes('uri'),
          },
        }),
  };
}
