import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findKind } from '#inspect';
import { freePort } from '#lib/testing/free-port.ts';
import { createFileSource } from '#sources/files';
import { createMemoryState } from '#state';
import { bootstrapFor } from '../src/dataplane/bootstrap.ts';
import { type ControlPlane, startControlPlane } from '../src/main/control-plane.ts';
import { inspect } from '../src/main/introspection.ts';
import { ownMachine } from './harness/evaluation.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { envoyBinary } from './tproxy/envoy.ts';

const key = 'gateway.envoyproxy.io/Backend/local/default/shop';
const checked = `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: watched}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]
  healthCheck: {active: {type: HTTP, interval: 200ms, timeout: 200ms, unhealthyThreshold: 1, healthyThreshold: 1, http: {path: /health, expectedStatuses: [200]}}}
`;

/** An Envoy that somebody else started, as on another machine: all that is known of it comes over the xDS port. */
describe('what is said of endpoints, with a remote Envoy', () => {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-remote-'));
  const states = [200, 200];
  const upstreams = states.map((_, i) =>
    http.createServer((_, response) => response.writeHead(states[i] ?? 500).end()),
  );
  let controlPlane: ControlPlane;
  let envoy: ChildProcess | undefined;

  const startEnvoy = () => {
    const config = join(directory, 'envoy.json');
    const admin = { kind: 'unix', path: join(directory, 'admin.sock') } as const;
    const bootstrap = {
      proxyId: 'default/edge',
      xdsAddress: controlPlane.xdsAddress,
      admin,
      tellsHealth: true,
    };
    writeFileSync(config, bootstrapFor(bootstrap));
    const binary = envoyBinary();
    assert.ok(binary, 'the real Envoy is missing: npm run setup');
    envoy = spawn(binary, ['-c', config, '--use-dynamic-base-id', '--concurrency', '1', '-l', 'error'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  const stopEnvoy = async () => {
    envoy?.kill('SIGKILL');
    if (envoy?.exitCode === null && envoy.signalCode === null) await once(envoy, 'close');
  };
  const said = () => {
    const { conditions = [] } = controlPlane.pipeline.status.statuses.get(key) ?? {};
    const found = conditions.find(({ type }) => type === 'EndpointsReady');
    return found && `${found.status} ${found.reason}: ${found.message}`;
  };
  /** How long it takes (ms) until it is said; the promise is two seconds. */
  async function comesToSay(words: string, within = 2_000): Promise<void> {
    for (const end = Date.now() + within; said() !== words; await new Promise(r => setTimeout(r, 10)))
      if (Date.now() > end) assert.equal(said(), words);
  }

  before(async () => {
    for (const upstream of upstreams) await once(upstream.listen(0, '127.0.0.1'), 'listening');
    const ports = upstreams.map(one => (one.address() as { readonly port: number }).port);
    const file = join(directory, 'all.yaml');
    const written = [
      gatewayOn(await freePort()),
      backend('shop', ...ports),
      route('r', 'a.test', rule('/', 'shop')),
    ];
    writeFileSync(file, [...written, checked].join('---'));
    const state = createMemoryState();
    controlPlane = await startControlPlane({
      source: createFileSource({ paths: [file], state }),
      state,
      policy: ownMachine,
      xds: { address: '127.0.0.1:0' },
    });
  });
  after(async () => {
    await stopEnvoy();
    await controlPlane.close();
    for (const upstream of upstreams) {
      upstream.closeAllConnections();
      upstream.close();
    }
    rmSync(directory, { recursive: true });
  });

  it('is unknown before one tells', () => {
    assert.match(said() ?? '', /^Unknown NotReported/);
  });

  it('is how many it uses, from Envoy itself, as get -o wide shows it', async () => {
    startEnvoy();
    await comesToSay('True EndpointsReady: 2 of 2 endpoints healthy', 20_000);
    states[1] = 503;
    await comesToSay('True SomeEndpointsReady: 1 of 2 endpoints healthy');
    const kind = findKind('backends');
    const healthy = kind?.columns.findIndex(({ title }) => title === 'HEALTHY') ?? -1;
    assert.equal(inspect().of(controlPlane).row(key)?.cells[healthy], '1/2');
    states[0] = 503;
    await comesToSay('False NoHealthyEndpoints: 0 of 2 endpoints healthy');
    states.fill(200);
    await comesToSay('True EndpointsReady: 2 of 2 endpoints healthy');
  });

  it('costs nothing while nothing changes', async () => {
    const runs = () => controlPlane.graph.dump().reduce((sum, one) => sum + one.runs, 0);
    const before = runs();
    await new Promise(resolve => setTimeout(resolve, 2_500));
    assert.equal(runs(), before);
  });

  it('is unknown again when it is gone', async () => {
    await stopEnvoy();
    await comesToSay('Unknown NotReported: No proxy tells how its endpoints are', 5_000);
  });
});
