import { adminClusterName } from '#lib/admin-cluster.ts';
import { agentClusterName } from '#lib/agent-cluster.ts';
import type { Fields } from '#lib/fields.ts';
import { agentSocket } from '../telemetry/index.ts';

/**
 * localClusters are, in Envoy's JSON, the clusters by which an Envoy calls its own admin interface and the process that
 * started it. They are plain JSON, since nothing that runs beside an Envoy knows its API.
 */
export function localClusters(adminSocket: string): readonly (Fields & { readonly name: string })[] {
  const http2 = {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      explicitHttpConfig: { http2ProtocolOptions: {} },
    },
  };
  return [
    clusterAt(adminClusterName, { path: adminSocket, mode: 0o600 }),
    {
      ...clusterAt(agentClusterName, { path: agentSocket(adminSocket) }),
      typedExtensionProtocolOptions: http2,
    },
  ];
}

function clusterAt(name: string, pipe: { readonly path: string; readonly mode?: number }) {
  const lbEndpoints = [{ endpoint: { address: { pipe } } }];
  return { name, type: 'STATIC', loadAssignment: { clusterName: name, endpoints: [{ lbEndpoints }] } };
}
