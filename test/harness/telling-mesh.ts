import { freePort } from '#lib/testing/free-port.ts';
import { type Answer, ask } from './client.ts';
import { type RunningGateway, runGateway } from './running-gateway.ts';
import { startUpstreams, type Upstreams } from './upstreams.ts';

/** addresses are the workloads' own loopback addresses. */
export const addresses = { client: '127.8.2.1', shop: '127.8.2.2', collector: '127.8.2.3' } as const;

/** TellingMesh is a client that calls a shop, and a collector, each with a sidecar, for tests of telemetry policies. */
export interface TellingMesh {
  readonly mesh: RunningGateway;
  readonly upstreams: Upstreams;
  /** Makes the client call the shop. */
  call(path: string): Promise<Answer>;
  close(): Promise<void>;
}

export async function startTellingMesh(): Promise<TellingMesh> {
  const upstreams = await startUpstreams();
  const outbound = await freePort();
  const mesh = await runGateway({
    'client.yaml': `
type: Dataplane
mesh: default
name: client
labels: {app: client}
networking:
  address: ${addresses.client}
  inbound: [{port: 8080, serviceAddress: 127.0.0.1, servicePort: ${upstreams.values.c}}]
  outbound: [{port: ${outbound}, tags: {kuma.io/service: shop}}]
`,
    'shop.yaml': `
type: Dataplane
mesh: default
name: shop
labels: {app: shop}
networking:
  address: ${addresses.shop}
  inbound:
    - {port: 8080, serviceAddress: 127.0.0.1, servicePort: ${upstreams.values.a}, protocol: http, tags: {kuma.io/service: shop}}
`,
    'collector.yaml': `
type: Dataplane
mesh: default
name: collector
networking:
  address: ${addresses.collector}
  inbound:
    - {port: 8080, serviceAddress: 127.0.0.1, servicePort: ${upstreams.values.h2}, protocol: grpc, tags: {kuma.io/service: collector}}
`,
  });
  return {
    mesh,
    upstreams,
    call: path => ask({ plain: outbound, secure: 0 }, { host: 'shop', path }),
    close: async () => {
      await mesh.close();
      await upstreams.close();
    },
  };
}

/** tellingPolicy is a policy about the telemetry of sidecars. */
export const tellingPolicy = (type: string, settings: string, targetRef = '{kind: Mesh}') => `
type: ${type}
mesh: default
name: telling
spec:
  targetRef: ${targetRef}
  default:
${settings.replace(/^/gm, '    ')}
`;
