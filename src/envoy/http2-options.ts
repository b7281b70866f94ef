import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Http2ProtocolOptionsSchema } from '#gen/envoy/config/core/v3/protocol_pb.js';
import type { Http2, Http2Keepalive } from '#model';
import { limit, limitIfAny } from './limit.ts';

type Options = Partial<
  Extract<MessageInitShape<typeof Http2ProtocolOptionsSchema>, { readonly $typeName?: never }>
>;

/**
 * windowsByDefault are the flow control windows in bytes, of a stream and of a connection, where nobody says them: as much as
 * Envoy buffers for a slow reader. See Envoy's "Configuring Envoy as an edge proxy"; Envoy Gateway has them towards backends too.
 */
export const windowsByDefault = {
  initialStreamWindowSize: 65_536,
  initialConnectionWindowSize: 1_048_576,
};

/** http2Options words HTTP/2 for Envoy, towards clients as towards backends. */
export function http2Options({ resetStreamOnError, allowsConnect, keepalive, ...same }: Http2): Options {
  return {
    ...same,
    ...(allowsConnect === undefined ? {} : { allowConnect: allowsConnect }),
    ...(resetStreamOnError === undefined
      ? {}
      : { overrideStreamErrorOnInvalidHttpMessage: resetStreamOnError }),
    ...(keepalive === undefined ? {} : { connectionKeepalive: pings(keepalive) }),
  };
}

/** ms. Envoy requires a timeout wherever it sends pings. */
const pingTimeout = 20_000;

function pings({ interval, timeout = pingTimeout, intervalJitter, idleInterval }: Http2Keepalive) {
  return {
    timeout: limit(timeout),
    ...limitIfAny('interval', interval),
    ...(intervalJitter === undefined ? {} : { intervalJitter: { value: intervalJitter } }),
    ...limitIfAny('connectionIdleInterval', idleInterval),
  };
}
