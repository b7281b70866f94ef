import type { ExtProc, ShownPart } from '#model';
import type { GatewayExtension } from '#resources';
import { given } from '../policies/given.ts';
import type { CallContext } from '../policies/policy-kind.ts';
import { calledByGrpc } from './called-by-extension.ts';
import { type BrokenExtension, broken, type ExtensionMeaning } from './extension-state.ts';

type Written = NonNullable<GatewayExtension['spec']['extProc']>;

/** WrittenMode is which parts of requests and responses a service is shown. */
export type WrittenMode = NonNullable<Written['processingMode']>;

/** extProcOf finds the service that changes requests and responses. */
export function extProcOf(
  written: Written,
  extension: GatewayExtension,
  context: CallContext,
): ExtensionMeaning | BrokenExtension {
  const { grpcService, failOpen, processingMode, messageTimeout, maxMessageTimeout, metadataOptions } =
    written;
  const found = calledByGrpc(grpcService, 'spec.extProc.grpcService', extension, context);
  if ('problem' in found) return { ...broken(found.problem), ...(failOpen ? { failsOpen: true } : {}) };
  const value: ExtProc = {
    ...found,
    ...shownBy(processingMode, written.requestAttributes),
    failsOpen: failOpen,
    ...given({
      timeout: messageTimeout ?? grpcService.requestTimeout,
      // 0 is the same as none.
      longestTimeout: maxMessageTimeout === 0 ? undefined : maxMessageTimeout,
    }),
    choosesParts: written.allowProcessingModeOverride,
    readable: metadataOptions?.forwarding?.untyped ?? [],
    writable: [],
    onlyLooks: false,
  };
  return { kind: 'extProc', value };
}

/** shownBy reads what is shown of each direction; by default, the headers of both. */
export function shownBy(
  mode: WrittenMode | undefined,
  attributes: readonly string[],
): Pick<ExtProc, 'request' | 'response'> {
  return {
    request: partOf(mode?.requestHeaderMode, mode?.requestBodyMode, mode?.requestTrailerMode, attributes),
    response: partOf(mode?.responseHeaderMode, mode?.responseBodyMode, mode?.responseTrailerMode, []),
  };
}

const bodies = {
  NONE: undefined,
  STREAMED: 'streamed',
  BUFFERED: 'buffered',
  BUFFERED_PARTIAL: 'buffered-partial',
  FULL_DUPLEX_STREAMED: 'full-duplex',
} as const satisfies Record<WrittenMode['requestBodyMode'], ShownPart['body'] | undefined>;

function partOf(
  headers: WrittenMode['requestHeaderMode'],
  body: WrittenMode['requestBodyMode'] = 'NONE',
  trailers: WrittenMode['requestTrailerMode'],
  attributes: readonly string[],
): ShownPart {
  return {
    ...given({ body: bodies[body] }),
    ...(headers === 'SKIP' ? { withoutHeaders: true } : {}),
    ...(trailers === 'SEND' ? { trailers: true } : {}),
    attributes,
  };
}
