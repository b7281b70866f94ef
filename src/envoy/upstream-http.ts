import { create } from '@bufbuild/protobuf';
import {
  HttpProtocolOptionsSchema as CommonOptionsSchema,
  type UpstreamHttpProtocolOptions,
  UpstreamHttpProtocolOptionsSchema,
} from '#gen/envoy/config/core/v3/protocol_pb.js';
import { HttpFilterSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import {
  type HttpProtocolOptions,
  HttpProtocolOptionsSchema,
} from '#gen/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import type { UpstreamProtocol, UpstreamTls } from '#model';
import type { ClusterPart } from './backend-facets/index.ts';
import { pack } from './encode.ts';
import type { extension } from './extension.ts';
import { windowsByDefault } from './http2-options.ts';

/** UpstreamFilters are the filters that each request passes on its way to a cluster, the codec last. */
export type UpstreamFilters = readonly ReturnType<typeof extension>[];

/** upstreamHttp is how a cluster speaks HTTP; nothing where that is Envoy's default, HTTP/1.1. */
export function upstreamHttp(
  protocol: UpstreamProtocol,
  tls: UpstreamTls | undefined,
  {
    http: common = {},
    http1 = {},
    http2 = {},
    followsClient = false,
  }: Pick<ClusterPart, 'http' | 'http1' | 'http2' | 'followsClient'>,
  filters: UpstreamFilters = [],
) {
  const byHost = tls?.serverName.kind === 'host' && carriesRequests(protocol) ? namedByHost(tls) : undefined;
  const isShaped = Object.keys(common).length > 0 || filters.length > 0;
  const follows = followsClient && carriesRequests(protocol);
  const isPlain = protocol === 'http1' ? Object.keys(http1).length === 0 : !carriesRequests(protocol);
  if (!follows && isPlain && byHost === undefined && !isShaped) return {};
  const versions = { http1, http2: { ...windowsByDefault, ...http2 } };
  const options = follows ? asClient(versions) : spoken(protocol, versions);
  if (byHost !== undefined) options.upstreamHttpProtocolOptions = byHost;
  if (isShaped) options.commonHttpProtocolOptions = create(CommonOptionsSchema, common);
  options.httpFilters = filters.map(filter => create(HttpFilterSchema, filter));
  return {
    typedExtensionProtocolOptions: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': pack(HttpProtocolOptionsSchema, options),
    },
  };
}

function carriesRequests(protocol: UpstreamProtocol): boolean {
  return protocol === 'http1' || protocol === 'http2' || protocol === 'auto';
}

/** The server name is the host of the request; the certificate must be for it, unless other names are asked for. */
function namedByHost({ trust, subjectAltNames }: UpstreamTls): UpstreamHttpProtocolOptions {
  const autoSanValidation = trust.kind !== 'unverified' && subjectAltNames === undefined;
  return create(UpstreamHttpProtocolOptionsSchema, { autoSni: true, autoSanValidation });
}

/** How each version of HTTP is spoken. */
type Versions = Required<Pick<ClusterPart, 'http1' | 'http2'>>;

function asClient({ http1, http2 }: Versions): HttpProtocolOptions {
  const value = { httpProtocolOptions: http1, http2ProtocolOptions: http2 };
  return create(HttpProtocolOptionsSchema, {
    upstreamProtocolOptions: { case: 'useDownstreamProtocolConfig', value },
  });
}

function spoken(protocol: UpstreamProtocol, { http1, http2 }: Versions): HttpProtocolOptions {
  switch (protocol) {
    case 'auto':
      return create(HttpProtocolOptionsSchema, {
        upstreamProtocolOptions: {
          case: 'autoConfig',
          value: {
            ...(Object.keys(http1).length === 0 ? {} : { httpProtocolOptions: http1 }),
            http2ProtocolOptions: http2,
          },
        },
      });
    case 'http2':
      return explicitly({ case: 'http2ProtocolOptions', value: http2 });
    case 'http1':
      return explicitly({ case: 'httpProtocolOptions', value: http1 });
    case 'tcp':
    case 'udp':
    case 'passthrough':
      return explicitly({ case: 'httpProtocolOptions', value: {} });
  }
}

type Explicit =
  | { readonly case: 'httpProtocolOptions'; readonly value: Versions['http1'] }
  | { readonly case: 'http2ProtocolOptions'; readonly value: Versions['http2'] };

function explicitly(protocolConfig: Explicit): HttpProtocolOptions {
  return create(HttpProtocolOptionsSchema, {
    upstreamProtocolOptions: { case: 'explicitHttpConfig', value: { protocolConfig } },
  });
}
