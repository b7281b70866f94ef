import { create } from '@bufbuild/protobuf';
import {
  HttpProtocolOptionsSchema as CommonOptionsSchema,
  type UpstreamHttpProtocolOptions,
  UpstreamHttpProtocolOptionsSchema,
} from '#gen/envoy/config/core/v3/protocol_pb.js';
import {
  type HttpProtocolOptions,
  HttpProtocolOptionsSchema,
} from '#gen/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import type { UpstreamProtocol, UpstreamTls } from '#model';
import type { ClusterPart } from './backend-facets/index.ts';
import { pack } from './encode.ts';

/** upstreamHttp is how a cluster speaks HTTP; nothing where that is HTTP/1.1 as Envoy does it by itself. */
export function upstreamHttp(
  protocol: UpstreamProtocol,
  tls: UpstreamTls | undefined,
  {
    http: common = {},
    http2 = {},
    followsClient = false,
  }: Pick<ClusterPart, 'http' | 'http2' | 'followsClient'>,
) {
  const byHost = tls?.serverName.kind === 'host' && carriesRequests(protocol) ? namedByHost(tls) : undefined;
  const isShaped = Object.keys(common).length > 0;
  const follows = followsClient && carriesRequests(protocol);
  if (!follows && (protocol === 'http1' || !carriesRequests(protocol)) && byHost === undefined && !isShaped)
    return {};
  const options = follows ? asClient(http2) : spoken(protocol, http2);
  if (byHost !== undefined) options.upstreamHttpProtocolOptions = byHost;
  if (isShaped) options.commonHttpProtocolOptions = create(CommonOptionsSchema, common);
  return {
    typedExtensionProtocolOptions: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': pack(HttpProtocolOptionsSchema, options),
    },
  };
}

function carriesRequests(protocol: UpstreamProtocol): boolean {
  return protocol === 'http1' || protocol === 'http2' || protocol === 'auto';
}

/** The name that is asked for is that of the request; what is answered must be certified for it, unless other names are. */
function namedByHost({ trust, subjectAltNames }: UpstreamTls): UpstreamHttpProtocolOptions {
  const autoSanValidation = trust.kind !== 'unverified' && subjectAltNames === undefined;
  return create(UpstreamHttpProtocolOptionsSchema, { autoSni: true, autoSanValidation });
}

function asClient(http2: NonNullable<ClusterPart['http2']>): HttpProtocolOptions {
  const value = { httpProtocolOptions: {}, http2ProtocolOptions: http2 };
  return create(HttpProtocolOptionsSchema, {
    upstreamProtocolOptions: { case: 'useDownstreamProtocolConfig', value },
  });
}

function spoken(protocol: UpstreamProtocol, http2: NonNullable<ClusterPart['http2']>): HttpProtocolOptions {
  switch (protocol) {
    case 'auto':
      return create(HttpProtocolOptionsSchema, {
        upstreamProtocolOptions: {
          case: 'autoConfig',
          value: Object.keys(http2).length === 0 ? {} : { http2ProtocolOptions: http2 },
        },
      });
    case 'http2':
      return explicitly({ case: 'http2ProtocolOptions', value: http2 });
    case 'http1':
    case 'tcp':
    case 'udp':
    case 'passthrough':
      return explicitly({ case: 'httpProtocolOptions', value: {} });
  }
}

type Explicit =
  | { readonly case: 'httpProtocolOptions'; readonly value: Readonly<Record<never, never>> }
  | { readonly case: 'http2ProtocolOptions'; readonly value: NonNullable<ClusterPart['http2']> };

function explicitly(protocolConfig: Explicit): HttpProtocolOptions {
  return create(HttpProtocolOptionsSchema, {
    upstreamProtocolOptions: { case: 'explicitHttpConfig', value: { protocolConfig } },
  });
}
