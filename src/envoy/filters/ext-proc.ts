import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import {
  ExternalProcessorSchema,
  ExtProcPerRouteSchema,
} from '#gen/envoy/extensions/filters/http/ext_proc/v3/ext_proc_pb.js';
import {
  ProcessingMode_BodySendMode as BodySend,
  ProcessingMode_HeaderSendMode as HeaderSend,
} from '#gen/envoy/extensions/filters/http/ext_proc/v3/processing_mode_pb.js';
import type { ExtProc, HttpRule, ShownPart } from '#model';
import { limit } from '../limit.ts';
import { clusterName, filterInstance, itemInstance } from '../names.ts';
import { callRetries } from '../retry-policy.ts';
import type { FilterNeed } from './http-filter.ts';

/** ms. The longest that Envoy can be told to wait for an answer. */
const longestWait = 3_600_000;

const perRoute = anyPack(
  ExtProcPerRouteSchema,
  create(ExtProcPerRouteSchema, { override: { case: 'overrides', value: {} } }),
);

/** extProc has services change what passes. They stand in the chain, so each service of a policy has an instance. */
export function extProc({ extProcs }: HttpRule): readonly FilterNeed[] {
  if (extProcs === undefined) return [];
  const { owner, value } = extProcs;
  return value.map((one, i) => ({
    instance: itemInstance(filterInstance('envoy.filters.http.ext_proc', owner), i),
    settings: anyPack(ExternalProcessorSchema, create(ExternalProcessorSchema, settingsOf(one))),
    clusters: [clusterName(one.use)],
    perRoute,
  }));
}

function settingsOf(one: ExtProc): MessageInitShape<typeof ExternalProcessorSchema> {
  const { request, response, readable, writable, timeout, longestTimeout, errorStatus } = one;
  const envoyGrpc = {
    clusterName: clusterName(one.use),
    authority: one.authority,
    ...callRetries(one.retries),
  };
  return {
    grpcService: { targetSpecifier: { case: 'envoyGrpc', value: envoyGrpc } },
    failureModeAllow: one.failsOpen,
    processingMode: {
      requestHeaderMode: headers(request),
      requestBodyMode: body(request),
      requestTrailerMode: trailers(request),
      responseHeaderMode: headers(response),
      responseBodyMode: body(response),
      responseTrailerMode: trailers(response),
    },
    allowModeOverride: one.choosesParts,
    requestAttributes: [...(request?.attributes ?? [])],
    responseAttributes: [...(response?.attributes ?? [])],
    observabilityMode: one.onlyLooks,
    ...(timeout === undefined ? {} : { messageTimeout: limit(timeout, longestWait) }),
    ...(longestTimeout === undefined ? {} : { maxMessageTimeout: limit(longestTimeout, longestWait) }),
    ...(errorStatus === undefined ? {} : { statusOnError: { code: errorStatus } }),
    ...(readable.length + writable.length === 0
      ? {}
      : {
          metadataOptions: {
            forwardingNamespaces: { untyped: [...readable] },
            receivingNamespaces: { untyped: [...writable] },
          },
        }),
  };
}

function headers(part: ShownPart | undefined): HeaderSend {
  return part === undefined || part.withoutHeaders ? HeaderSend.SKIP : HeaderSend.SEND;
}

/** Envoy requires trailers to be sent where it streams the body in both directions at once. */
function trailers(part: ShownPart | undefined): HeaderSend {
  return part?.body === 'full-duplex' || part?.trailers ? HeaderSend.SEND : HeaderSend.SKIP;
}

function body(part: ShownPart | undefined): BodySend {
  switch (part?.body) {
    case undefined:
      return BodySend.NONE;
    case 'streamed':
      return BodySend.STREAMED;
    case 'buffered':
      return BodySend.BUFFERED;
    case 'buffered-partial':
      return BodySend.BUFFERED_PARTIAL;
    case 'full-duplex':
      return BodySend.FULL_DUPLEX_STREAMED;
  }
}
