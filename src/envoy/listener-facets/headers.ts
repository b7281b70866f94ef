import { HttpProtocolOptions_HeadersWithUnderscoresAction as Underscores } from '#gen/envoy/config/core/v3/protocol_pb.js';
import { HttpConnectionManager_ForwardClientCertDetails as Forwarded } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { ClientHeaders } from '#model';
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

/** headers is what of them is kept, made or refused. Envoy's own (`envoyHeaders`) are the router's to add. */
export const headers: ListenerFacet<'headers'> = {
  facet: 'headers',
  encode: ({ underscores, requestId, forwardedClientCertificate, maxBytes }) => ({
    manager: {
      ...(requestId === undefined ? {} : requestIds(requestId)),
      ...(forwardedClientCertificate === undefined ? {} : forwardedCertificate(forwardedClientCertificate)),
      ...(maxBytes === undefined ? {} : { maxRequestHeadersKb: Math.max(1, Math.round(maxBytes / 1024)) }),
    },
    http: underscores === undefined ? {} : { headersWithUnderscoresAction: underscored[underscores] },
  }),
};

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
