import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node } from './ads-client.ts';
import { repository } from './go-program.ts';
import type { PinnedProcess } from './pinned-process.ts';
import { startPinned } from './pinned-process.ts';

/** BenchEnvoy is a real Envoy with one worker, which gets its whole configuration over delta ADS. */
export interface BenchEnvoy {
  readonly pid: number;
  output(): string;
  /** Answers of its admin interface, as text; rejects while there is none. */
  admin(path: string): Promise<string>;
  stop(): Promise<void>;
}

/** startEnvoy runs `$FAIRLEAD_ENVOY`, else the Envoy that set-up fetched, with this node. */
export function startEnvoy(node: Node, xds: string): BenchEnvoy {
  const fetched = join(repository, '.cache/envoy/envoy/_bin/envoy');
  const program = process.env.FAIRLEAD_ENVOY ?? (existsSync(fetched) ? fetched : 'envoy');
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-bench-envoy-'));
  const bootstrap = join(folder, 'bootstrap.json');
  const socket = join(folder, 'admin.sock');
  writeFileSync(bootstrap, JSON.stringify(bootstrapFor(node, xds, socket)));
  const argv = [program, '-c', bootstrap, '--concurrency', '1', '--log-level', 'warn'] as const;
  const running: PinnedProcess = startPinned([...argv, '--use-dynamic-base-id'], { core: 1 });
  return {
    pid: running.pid,
    output: running.output,
    admin: path => ask(socket, path),
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ask(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = http.get({ socketPath, path }, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', chunk => {
        text += chunk;
      });
      response.once('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${path}: ${response.statusCode}`));
      });
    });
    asked.once('error', reject);
  });
}

function bootstrapFor(node: Node, xds: string, socket: string): object {
  const [host, port] = xds.split(':');
  const address = { socketAddress: { address: host, portValue: Number(port) } };
  const ads = { ads: {}, resourceApiVersion: 'V3' };
  const http2 = { '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions' };
  return {
    node,
    admin: { address: { pipe: { path: socket } } },
    dynamicResources: {
      adsConfig: {
        apiType: 'DELTA_GRPC',
        transportApiVersion: 'V3',
        grpcServices: [{ envoyGrpc: { clusterName: 'xds' } }],
      },
      cdsConfig: ads,
      ldsConfig: ads,
    },
    staticResources: {
      clusters: [
        {
          name: 'xds',
          type: 'STATIC',
          typedExtensionProtocolOptions: {
            'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
              ...http2,
              explicitHttpConfig: { http2ProtocolOptions: {} },
            },
          },
          loadAssignment: {
            clusterName: 'xds',
            endpoints: [{ lbEndpoints: [{ endpoint: { address } }] }],
          },
        },
      ],
    },
  };
}
