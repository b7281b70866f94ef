import { ProxyProtocolConfig_Version } from '#gen/envoy/config/core/v3/proxy_protocol_pb.js';
import { ProxyProtocolUpstreamTransportSchema } from '#gen/envoy/extensions/transport_sockets/proxy_protocol/v3/upstream_proxy_protocol_pb.js';
import { RawBufferSchema } from '#gen/envoy/extensions/transport_sockets/raw_buffer/v3/raw_buffer_pb.js';
import type { BackendShape, ProxyProtocol, UpstreamProtocol } from '#model';
import { extension } from './extension.ts';
import { upstreamTls } from './upstream-tls.ts';

/** Metadata of an endpoint, by which it picks the plain socket. */
export const plainSocket = { plain: true };

/**
 * upstreamSocket is the transport socket of a cluster: TLS, and the PROXY protocol ahead of it; nothing where there is neither.
 * Endpoints that speak plain text beside others with TLS, or only one version of HTTP, have a socket of their own, which their
 * metadata picks.
 */
export function upstreamSocket(
  protocol: UpstreamProtocol,
  { tls, hasPlainEndpoints, hasVersions }: Pick<BackendShape, 'tls' | 'hasPlainEndpoints' | 'hasVersions'>,
  proxyProtocol: ProxyProtocol | undefined,
) {
  const isOurs = protocol !== 'passthrough' && protocol !== 'udp';
  const secured = tls === undefined || !isOurs ? undefined : upstreamTls(protocol, tls);
  if (secured === undefined) {
    return proxyProtocol === undefined ? {} : { transportSocket: announced(plain, proxyProtocol) };
  }
  const transportSocket = announced(secured, proxyProtocol);
  if (hasVersions === true && protocol === 'auto' && tls !== undefined) {
    const { alpn: _, ...open } = tls;
    const transportSocketMatches = (['http1', 'http2'] as const).map(version => ({
      name: version,
      match: { version },
      transportSocket: announced(upstreamTls(version, open), proxyProtocol),
    }));
    return { transportSocket, transportSocketMatches };
  }
  if (hasPlainEndpoints !== true) return { transportSocket };
  const match = {
    name: 'plain',
    match: plainSocket,
    transportSocket: announced(plain, proxyProtocol),
  };
  return { transportSocket, transportSocketMatches: [match] };
}

/** The PROXY protocol says, ahead of anything else, which client is connected. */
function announced(socket: typeof plain, proxyProtocol: ProxyProtocol | undefined) {
  if (proxyProtocol === undefined) return socket;
  const version =
    proxyProtocol.version === 1 ? ProxyProtocolConfig_Version.V1 : ProxyProtocolConfig_Version.V2;
  return extension('envoy.transport_sockets.upstream_proxy_protocol', ProxyProtocolUpstreamTransportSchema, {
    config: { version },
    transportSocket: socket,
  });
}

/** plain is the transport socket that adds nothing to the connection itself. */
export const plain = extension('envoy.transport_sockets.raw_buffer', RawBufferSchema, {});
