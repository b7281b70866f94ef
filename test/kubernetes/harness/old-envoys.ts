import { envoy } from './images.ts';
import { deployment } from './manifests.ts';

/** OldEnvoys describes the Envoys of another controller in a cluster, in the form in which that controller makes them. */
export interface OldEnvoys {
  readonly namespace: string;
  readonly name: string;
  /** The labels of its pods; `selector` are those that its Service and Deployment select by. */
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  /** The port of the Service, and the port of its containers. */
  readonly port: number;
  readonly targetPort: number;
  /** `host:port` where all traffic goes. */
  readonly upstream: readonly [string, number];
}

const statsPort = 9091;
const typed = (name: string) => ({
  '@type': `type.googleapis.com/envoy.extensions.filters.${name}`,
});
const address = (host: string, port: number) => ({ socket_address: { address: host, port_value: port } });

/** oldEnvoys are the objects of a stock Envoy that keeps its last configuration, as when its control plane has ended. */
export function oldEnvoys(old: OldEnvoys): readonly object[] {
  const { namespace, name, labels, selector, port, targetPort, upstream } = old;
  const config = {
    admin: { address: address('127.0.0.1', 19_000) },
    static_resources: {
      listeners: [
        listener('http', targetPort, { prefix: '/' }, { cluster: 'upstream' }),
        listener(
          'stats',
          statsPort,
          { path: '/metrics' },
          { cluster: 'admin', prefix_rewrite: '/stats/prometheus' },
        ),
      ],
      clusters: [
        cluster('upstream', 'STRICT_DNS', ...upstream),
        cluster('admin', 'STATIC', '127.0.0.1', 19_000),
      ],
    },
  };
  const container = {
    image: envoy().names[0],
    args: ['--config-path', '/etc/envoy/envoy.json', '--disable-hot-restart'],
    volumeMounts: [{ name: 'config', mountPath: '/etc/envoy' }],
    lifecycle: { preStop: { sleep: { seconds: 5 } } },
  };
  const pod = { volumes: [{ name: 'config', configMap: { name } }] };
  const metadata = { name, namespace };
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'envoy.json': JSON.stringify(config) } },
    deployment(namespace, name, container, targetPort, { pod, labels, selector }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector, ports: [{ name: 'http', port, targetPort, protocol: 'TCP' }] },
    },
  ];
}

function listener(name: string, port: number, match: object, route: object) {
  const manager = {
    ...typed('network.http_connection_manager.v3.HttpConnectionManager'),
    stat_prefix: name,
    // No client keeps a connection for ever.
    common_http_protocol_options: { max_requests_per_connection: 50 },
    route_config: { virtual_hosts: [{ name, domains: ['*'], routes: [{ match, route }] }] },
    http_filters: [{ name: 'router', typed_config: typed('http.router.v3.Router') }],
  };
  return {
    name,
    address: address('0.0.0.0', port),
    filter_chains: [{ filters: [{ name: 'http', typed_config: manager }] }],
  };
}

function cluster(name: string, type: string, host: string, port: number) {
  const endpoints = [{ lb_endpoints: [{ endpoint: { address: address(host, port) } }] }];
  return {
    ...{ name, type, dns_lookup_family: 'V4_ONLY' },
    load_assignment: { cluster_name: name, endpoints },
  };
}
