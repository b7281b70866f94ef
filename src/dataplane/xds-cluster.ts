import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { Cluster_DiscoveryType, type ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import {
  type CertificateValidationContextSchema,
  SubjectAltNameMatcher_SanType,
} from '#gen/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import { UpstreamTlsContextSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import { HttpProtocolOptionsSchema } from '#gen/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { Fault } from '#lib/fault.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import { authorityName, type CertificateFiles, certificateName, secretIn } from './certificate-files.ts';
import { pipe, socket } from './envoy-address.ts';

/** The cluster of the ADS stream: the only one that does not come from the control plane. */
export const xdsClusterName = 'fairlead-xds';

const http2 = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
/**
 * ControlPlaneTls: `ca` is the PEM of the authority that signed the control plane's certificate; without it, the certificate
 * is not verified.
 */
export interface ControlPlaneTls {
  readonly ca?: string;
  /** The files by which the two authenticate each other; they may be replaced while Envoy runs. Takes the place of `ca`. */
  readonly files?: CertificateFiles;
}

/** xdsCluster is the cluster that leads to the control plane. It throws a Fault (`usage`) for a malformed address. */
export function xdsCluster(
  xdsAddress: string,
  tls: ControlPlaneTls | undefined,
): MessageInitShape<typeof ClusterSchema> {
  const address = parseXdsAddress(xdsAddress);
  // A name may move (a Service, a host behind DNS); an address or a socket does not.
  const byName = address.kind === 'tcp' && !isIpAddress(address.host);
  return {
    name: xdsClusterName,
    clusterDiscoveryType: {
      case: 'type',
      value: byName ? Cluster_DiscoveryType.STRICT_DNS : Cluster_DiscoveryType.STATIC,
    },
    connectTimeout: protobufDuration(5_000),
    ...(tls === undefined ? {} : { transportSocket: tlsSocket(address, tls) }),
    typedExtensionProtocolOptions: {
      [http2]: anyPack(
        HttpProtocolOptionsSchema,
        create(HttpProtocolOptionsSchema, {
          upstreamProtocolOptions: {
            case: 'explicitHttpConfig',
            value: {
              protocolConfig: {
                case: 'http2ProtocolOptions',
                // The stream is silent for hours where nothing changes: only this notices a peer that vanished.
                value: {
                  connectionKeepalive: {
                    interval: protobufDuration(30_000),
                    timeout: protobufDuration(5_000),
                  },
                },
              },
            },
          },
        }),
      ),
    },
    loadAssignment: {
      clusterName: xdsClusterName,
      endpoints: [
        {
          lbEndpoints: [
            {
              hostIdentifier: {
                case: 'endpoint',
                value: {
                  address: address.kind === 'unix' ? pipe(address.path) : socket(address.host, address.port),
                },
              },
            },
          ],
        },
      ],
    },
  };
}

type XdsAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

function parseXdsAddress(text: string): XdsAddress {
  if (text.startsWith('unix:')) return { kind: 'unix', path: text.slice('unix:'.length) };
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port >= 1 && port <= 65_535)) {
    throw new Fault('usage', `${JSON.stringify(text)} is not an xDS address: give HOST:PORT or unix:PATH.`);
  }
  return { kind: 'tcp', host, port };
}

function believing(
  ca: string | undefined,
  matchTypedSubjectAltNames: MessageInitShape<
    typeof CertificateValidationContextSchema
  >['matchTypedSubjectAltNames'],
) {
  if (ca === undefined) return {};
  const value = {
    trustedCa: { specifier: { case: 'inlineString' as const, value: ca } },
    ...(matchTypedSubjectAltNames && { matchTypedSubjectAltNames }),
  };
  return { validationContextType: { case: 'validationContext' as const, value } };
}

/** The certificate must be for the host that is connected to. */
function tlsSocket(address: XdsAddress, { ca, files }: ControlPlaneTls) {
  const host = address.kind === 'tcp' ? address.host : 'localhost';
  const sanType = isIpAddress(host)
    ? SubjectAltNameMatcher_SanType.IP_ADDRESS
    : SubjectAltNameMatcher_SanType.DNS;
  const matchTypedSubjectAltNames = [
    { sanType, matcher: { matchPattern: { case: 'exact' as const, value: host } } },
  ];
  const context = create(UpstreamTlsContextSchema, {
    ...(isIpAddress(host) ? {} : { sni: host }),
    commonTlsContext: {
      alpnProtocols: ['h2'],
      ...(files === undefined
        ? believing(ca, matchTypedSubjectAltNames)
        : {
            tlsCertificateSdsSecretConfigs: [secretIn(files.certificate, certificateName)],
            validationContextType: {
              case: 'combinedValidationContext' as const,
              value: {
                defaultValidationContext: { matchTypedSubjectAltNames },
                validationContextSdsSecretConfig: secretIn(files.authority, authorityName),
              },
            },
          }),
    },
  });
  return {
    name: 'envoy.transport_sockets.tls',
    configType: { case: 'typedConfig' as const, value: anyPack(UpstreamTlsContextSchema, context) },
  };
}
