import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { inCgroup } from './cgroup.ts';
import { asIn } from './namespace.ts';

/** envoyBinary is the real Envoy of this checkout; undefined where set-up did not bring one. */
export function envoyBinary(): string | undefined {
  const path =
    process.env.FAIRLEAD_ENVOY ??
    fileURLToPath(new URL('../../.cache/envoy/envoy/_bin/envoy', import.meta.url));
  return existsSync(path) ? path : undefined;
}

/** VirtualListener is a listener that is reached only by the original destination of a redirected connection. */
interface VirtualListener {
  readonly address: string;
  readonly port: number;
  readonly mark: string;
  readonly cluster: string;
}

/** EnvoyOptions is how Envoy listens: with how many threads, and at one address for both families or at one for each. */
interface EnvoyOptions {
  readonly workers: number;
  readonly dualStack: boolean;
}

/** Ports of the proxy, as Kuma's sidecars have them. */
export const proxyPorts = { outbound: 15_001, inbound: 15_006, dns: 15_053 } as const;

/**
 * startEnvoy runs Envoy as the proxy's user: passthrough in both directions for both families, and virtual listeners.
 * Each way through it leaves a mark in the response header `x-proxy`; port 7000 is passed through as bare TCP.
 */
export async function startEnvoy(
  namespace: string,
  user: number,
  cgroup: string,
  directory: string,
  virtual: readonly VirtualListener[],
  { workers = 1, dualStack = false }: Partial<EnvoyOptions> = {},
): Promise<ChildProcess> {
  const config = join(directory, 'envoy.json');
  writeFileSync(config, JSON.stringify(bootstrap(virtual, dualStack)), { mode: 0o644 });
  const binary = envoyBinary();
  if (binary === undefined) throw new Error('no Envoy: run npm run setup');
  const command = [...asIn(namespace, user), binary, '-c', config];
  const flags = ['--concurrency', `${workers}`, '--disable-hot-restart', '--log-level', 'info'];
  const [first = '', ...rest] = inCgroup(cgroup, [...command, ...flags]);
  const child = spawn(first, rest, {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-20_000);
      if (log.includes('starting workers')) resolve();
    });
    child.on('exit', code => reject(new Error(`Envoy ended with ${code}:\n${log}`)));
  });
  return child;
}

function bootstrap(virtual: readonly VirtualListener[], dualStack: boolean) {
  return {
    static_resources: {
      listeners: [
        ...(dualStack
          ? [
              redirectListener('outbound', '::', proxyPorts.outbound, 'outbound', 'original', true),
              redirectListener('inbound', '::', proxyPorts.inbound, 'inbound', 'application', true),
            ]
          : [
              redirectListener('outbound4', '0.0.0.0', proxyPorts.outbound, 'outbound', 'original'),
              redirectListener('outbound6', '::', proxyPorts.outbound, 'outbound', 'original'),
              redirectListener('inbound4', '0.0.0.0', proxyPorts.inbound, 'inbound', 'application4'),
              redirectListener('inbound6', '::', proxyPorts.inbound, 'inbound', 'application6'),
            ]),
        ...virtual.map(({ address, port, mark, cluster }) => ({
          name: `virtual-${address}-${port}`,
          address: socketAddress(address, port),
          bind_to_port: false,
          filter_chains: [{ filters: [httpFilter(mark, cluster)] }],
        })),
      ],
      clusters: [
        { name: 'original', type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED', connect_timeout: '2s' },
        boundCluster('application4', '127.0.0.6'),
        boundCluster('application6', '::6'),
        boundCluster('application', '127.0.0.6', '::6'),
        {
          name: 'upstream',
          type: 'STATIC',
          connect_timeout: '2s',
          load_assignment: {
            cluster_name: 'upstream',
            endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress('10.66.0.2', 8000) } }] }],
          },
        },
      ],
    },
  };
}

function boundCluster(name: string, source: string, ...others: readonly string[]) {
  return {
    name,
    type: 'ORIGINAL_DST',
    lb_policy: 'CLUSTER_PROVIDED',
    connect_timeout: '2s',
    upstream_bind_config: {
      source_address: { address: source, port_value: 0 },
      extra_source_addresses: others.map(address => ({ address: { address, port_value: 0 } })),
    },
  };
}

function redirectListener(
  name: string,
  address: string,
  port: number,
  mark: string,
  cluster: string,
  ipv4Too = false,
) {
  return {
    name,
    address: { socket_address: { address, port_value: port, ipv4_compat: ipv4Too } },
    use_original_dst: true,
    listener_filters: [
      {
        name: 'envoy.filters.listener.original_dst',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.listener.original_dst.v3.OriginalDst',
        },
      },
    ],
    filter_chains: [
      { filter_chain_match: { destination_port: 7000 }, filters: [tcpFilter(cluster)] },
      { filters: [httpFilter(mark, cluster)] },
    ],
  };
}

function tcpFilter(cluster: string) {
  return {
    name: 'envoy.filters.network.tcp_proxy',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
      stat_prefix: 'tcp',
      cluster,
    },
  };
}

function httpFilter(mark: string, cluster: string) {
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      '@type':
        'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
      stat_prefix: mark,
      route_config: {
        // Who the proxy thinks asks, and for what.
        request_headers_to_add: [
          { header: { key: 'x-client', value: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%' } },
          { header: { key: 'x-wanted', value: '%DOWNSTREAM_LOCAL_ADDRESS%' } },
        ],
        response_headers_to_add: [{ header: { key: 'x-proxy', value: mark } }],
        virtual_hosts: [
          { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster } }] },
        ],
      },
      http_filters: [
        {
          name: 'envoy.filters.http.router',
          typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
        },
      ],
    },
  };
}

function socketAddress(address: string, port: number) {
  return { socket_address: { address, port_value: port } };
}
