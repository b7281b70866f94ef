import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './go-program.ts';
import type { PinnedProcess } from './pinned-process.ts';
import { startPinned } from './pinned-process.ts';

/** BenchEnvoy is a real Envoy with one worker, that takes everything over delta ADS. */
export interface BenchEnvoy {
  readonly pid: number;
  output(): string;
  stop(): Promise<void>;
}

/** startEnvoy runs `$FAIRLEAD_ENVOY`, else the one that set-up fetched, as a proxy of the given id. */
export function startEnvoy(proxy: string, xds: string): BenchEnvoy {
  const fetched = join(repository, '.cache/envoy/envoy/_bin/envoy');
  const program = process.env.FAIRLEAD_ENVOY ?? (existsSync(fetched) ? fetched : 'envoy');
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-bench-envoy-'));
  const bootstrap = join(folder, 'bootstrap.json');
  writeFileSync(bootstrap, JSON.stringify(bootstrapFor(proxy, xds)));
  const argv = [program, '-c', bootstrap, '--concurrency', '1', '--log-level', 'warn'] as const;
  const running: PinnedProcess = startPinned([...argv, '--use-dynamic-base-id'], { core: 1 });
  return {
    pid: running.pid,
    output: running.output,
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function bootstrapFor(proxy: string, xds: string): object {
  const [host, port] = xds.split(':');
  const address = { socketAddress: { address: host, portValue: Number(port) } };
  const ads = { ads: {}, resourceApiVersion: 'V3' };
  const http2 = { '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions' };
  return {
    node: { id: 'bench-envoy', cluster: proxy },
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
