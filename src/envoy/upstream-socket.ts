import { ProxyProtocolConfig_Version } from '#gen/envoy/config/core/v3/proxy_protocol_pb.js';
import { ProxyProtocolUpstreamTransportSchema } from '#gen/envoy/extensions/transport_sockets/proxy_protocol/v3/upstream_proxy_protocol_pb.js';
import { RawBufferSchema } from '#gen/envoy/extensions/transport_sockets/raw_buffer/v3/raw_buffer_pb.js';
import type { ProxyProtocol, UpstreamProtocol, UpstreamTls } from '#model';
import { extension } from './extension.ts';
import { upstreamTls } from './upstream-tls.ts';

/** upstreamSocket is what a cluster's bytes go through: TLS, and the PROXY protocol ahead of it; nothing where it is neither. */
export function upstreamSocket(
  protocol: UpstreamProtocol,
  tls: UpstreamTls | undefined,
  proxyProtocol: ProxyProtocol | undefined,
) {
  const secured =
    tls === undefined || protocol === 'passthrough' || protocol === 'udp'
      ? undefined
      : upstreamTls(protocol, tls);
  if (proxyProtocol === undefined) return secured === undefined ? {} : { transportSocket: secured };
  const version =
    proxyProtocol.version === 1 ? ProxyProtocolConfig_Version.V1 : ProxyProtocolConfig_Version.V2;
  return {
    transportSocket: extension(
      'envoy.transport_sockets.upstream_proxy_protocol',
      ProxyProtocolUpstreamTransportSchema,
      { config: { version }, transportSocket: secured ?? plain },
    ),
  };
}

const plain = extension('envoy.transport_sockets.raw_buffer', RawBufferSchema, {});
