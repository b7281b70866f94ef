import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const binary =
  process.env.FAIRLEAD_ENVOY ??
  fileURLToPath(new URL('../../../.cache/envoy/envoy/_bin/envoy', import.meta.url));

/** Envoy is one real Envoy, fed over ADS. */
export interface Envoy {
  /** stall stops the process in its tracks; `false` lets it go on. */
  stall(on: boolean): void;
  readonly log: () => string;
  /** admin gives the body of a request to its admin interface. */
  admin(path: string, method?: string): Promise<string>;
  /** stat gives a counter or gauge, 0 where it does not exist (yet). */
  stat(name: string): Promise<number>;
  stop(): Promise<void>;
}

export interface EnvoyOptions {
  readonly xds: string;
  readonly id?: string;
  readonly cluster?: string;
  readonly api?: 'DELTA_GRPC' | 'GRPC';
  /** Listeners of its own: with these it asks for no configuration. */
  readonly listeners?: readonly object[];
}

/** startEnvoy resolves when the admin interface answers; configuration may still be on its way. */
export async function startEnvoy(options: EnvoyOptions): Promise<Envoy> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-xds-'));
  const adminPath = join(folder, 'admin');
  const logPath = join(folder, 'log');
  writeFileSync(join(folder, 'envoy.json'), JSON.stringify(bootstrap(options)));
  const child = spawn(
    binary,
    // biome-ignore format: flag and value stand together
    [
      '-c', join(folder, 'envoy.json'), '--admin-address-path', adminPath, '--log-path', logPath,
      '--concurrency', '1', '--use-dynamic-base-id', '--drain-time-s', '1', '--file-flush-interval-msec', '50', '-l', process.env.ENVOY_LOG ?? 'warning',
    ],
    { stdio: 'ignore' },
  );
  const log = (): string => {
    try {
      return readFileSync(logPath, 'utf8');
    } catch {
      return '';
    }
  };
  const address = await adminAddress(folder, adminPath, child, log);
  const admin = (path: string, method = 'GET'): Promise<string> => ask(address, path, method);
  return {
    log,
    stall: on => child.kill(on ? 'SIGSTOP' : 'SIGCONT'),
    admin,
    async stat(name) {
      const found = (await admin(`/stats?filter=^${name.replaceAll('.', '\\.')}$`)).match(/: (\d+)/);
      return Number(found?.[1] ?? 0);
    },
    async stop() {
      const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function adminAddress(
  folder: string,
  path: string,
  child: ChildProcess,
  log: () => string,
): Promise<string> {
  const changes = watch(folder);
  try {
    for (;;) {
      try {
        const address = readFileSync(path, 'utf8').trim();
        if (address !== '') return address;
      } catch {
        // Not there yet.
      }
      const exit = once(child, 'exit').then(() => 'exit' as const);
      if ((await Promise.race([once(changes, 'change'), exit])) === 'exit') {
        throw new Error(`Envoy ended: ${log()}`);
      }
    }
  } finally {
    changes.close();
  }
}

function ask(address: string, path: string, method: string): Promise<string> {
  const [host, port] = address.split(':');
  return new Promise((resolve, reject) => {
    const call = request({ host, port, path, method, agent: false }, response => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve(body));
    });
    call.on('error', reject);
    call.end();
  });
}

function bootstrap(options: EnvoyOptions) {
  const { xds, id = 'default.gateway', cluster = 'default/gateway', api = 'DELTA_GRPC', listeners } = options;
  const ads = { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '15s' };
  const dynamic = {
    ads_config: {
      api_type: api,
      transport_api_version: 'V3',
      grpc_services: [{ envoy_grpc: { cluster_name: 'xds' } }],
      set_node_on_first_message_only: true,
    },
    cds_config: ads,
    lds_config: ads,
  };
  return {
    node: { id, cluster },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } },
    ...(listeners === undefined ? { dynamic_resources: dynamic } : {}),
    static_resources: {
      listeners: listeners ?? [],
      clusters: [
        {
          name: 'xds',
          connect_timeout: '1s',
          type: 'STATIC',
          typed_extension_protocol_options: {
            'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
              '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
          load_assignment: {
            cluster_name: 'xds',
            endpoints: [{ lb_endpoints: [{ endpoint: { address: endpointAddress(xds) } }] }],
          },
        },
      ],
    },
  };
}

function endpointAddress(address: string) {
  if (address.startsWith('unix:')) return { pipe: { path: address.slice('unix:'.length) } };
  const [host, port] = address.split(':');
  return { socket_address: { address: host, port_value: Number(port) } };
}
