import { create, toBinary } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import {
  Cluster_DiscoveryType,
  Cluster_LbPolicy,
  ClusterSchema,
} from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { DnsLookupFamily } from '#gen/envoy/extensions/clusters/common/dns/v3/dns_pb.js';
import { DnsClusterSchema } from '#gen/envoy/extensions/clusters/dns/v3/dns_cluster_pb.js';
import { TlsParameters_TlsProtocol } from '#gen/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import { UpstreamTlsContextSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { Backend, BackendUse, UpstreamProtocol, UpstreamTls, UpstreamTrust } from '#model';
import { ads } from './config-source.ts';
import { loadAssignment } from './endpoints.ts';
import { extension } from './extension.ts';
import { http2Upstream } from './http2-upstream.ts';
import { assignmentName, clusterName } from './names.ts';

const connectTimeout = protobufDuration(10_000);
const dnsRefresh = protobufDuration(30_000);
const bufferLimit = 32_768;
const maxRetries = 1024;
/** Where Debian, Alpine and most images keep the system's trusted roots. */
const systemRoots = '/etc/ssl/certs/ca-certificates.crt';

/**
 * encodeCluster makes the one cluster of a backend as it is used. Nothing in it depends on a route. Endpoints that the control
 * plane assigns are no part of it either: a change of an endpoint leaves its bytes, and so its connection pools, alone. All
 * uses of a backend need one assignment.
 */
export function encodeCluster(backend: Backend, use: BackendUse): XdsResource {
  const name = clusterName(use);
  const { protocol } = use;
  const assignment = backend.discovery === 'assigned' ? assignmentName(backend) : undefined;
  const cluster = create(ClusterSchema, {
    name,
    connectTimeout,
    perConnectionBufferLimitBytes: bufferLimit,
    ignoreHealthOnHostRemoval: true,
    lbPolicy: Cluster_LbPolicy.LEAST_REQUEST,
    circuitBreakers: { thresholds: [{ maxRetries }] },
    ...discovery(backend, name),
    ...(protocol === 'http2' ? { typedExtensionProtocolOptions: http2Upstream } : {}),
    ...(backend.tls === undefined ? {} : { transportSocket: tlsSocket(protocol, backend.tls) }),
  });
  return xdsResource({
    type: 'cluster',
    name,
    bytes: toBinary(ClusterSchema, cluster),
    origins: [backend.origin],
    ...(assignment === undefined ? {} : { assignment }),
  });
}

function discovery(backend: Backend, name: string) {
  switch (backend.discovery) {
    case 'assigned': {
      const serviceName = assignmentName(backend);
      return {
        clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.EDS },
        edsClusterConfig: { edsConfig: ads, ...(serviceName === name ? {} : { serviceName }) },
      } as const;
    }
    case 'proxy-dns':
      return {
        clusterDiscoveryType: { case: 'clusterType', value: { name: 'envoy.cluster.dns', typedConfig: dns } },
        loadAssignment: loadAssignment(name, backend.endpoints),
      } as const;
  }
}

/** Every address of a name is an endpoint (strict DNS), looked up again when its TTL ends. */
const dns = anyPack(
  DnsClusterSchema,
  create(DnsClusterSchema, {
    dnsRefreshRate: dnsRefresh,
    respectDnsTtl: true,
    dnsLookupFamily: DnsLookupFamily.V4_PREFERRED,
  }),
);

/** TLS to the endpoint's own name unless another was given. Envoy's default maximum for clients is only 1.2. */
function tlsSocket(protocol: UpstreamProtocol, tls: UpstreamTls) {
  return extension('envoy.transport_sockets.tls', UpstreamTlsContextSchema, {
    ...(tls.sni === undefined ? { autoHostSni: true } : { sni: tls.sni }),
    ...(tls.trust.kind === 'unverified' ? {} : { autoSniSanValidation: true }),
    commonTlsContext: {
      tlsParams: {
        tlsMinimumProtocolVersion: TlsParameters_TlsProtocol.TLSv1_2,
        tlsMaximumProtocolVersion: TlsParameters_TlsProtocol.TLSv1_3,
      },
      ...validation(tls.trust),
      alpnProtocols: protocol === 'http2' ? ['h2'] : ['http/1.1'],
    },
  });
}

function validation(trust: UpstreamTrust) {
  switch (trust.kind) {
    case 'unverified':
      return {};
    case 'system-roots':
      return trusting({ case: 'filename', value: systemRoots });
    case 'authorities':
      return trusting({ case: 'inlineString', value: trust.pem });
  }
}

function trusting(specifier: { case: 'filename' | 'inlineString'; value: string }) {
  return {
    validationContextType: { case: 'validationContext', value: { trustedCa: { specifier } } },
  } as const;
}
