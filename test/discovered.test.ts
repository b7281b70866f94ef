import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Collection } from '#graph';
import { wantKey } from '#model';
import { createFileSource } from '#sources/files';
import { createStateDirectory } from '#state';
import { DnsServer } from '../src/discovery/testing/dns-server.ts';
import { type ControlPlane, startControlPlane } from '../src/main/control-plane.ts';
import { AdsClient } from '../src/xds/testing/ads-client.ts';
import { asking } from './harness/dns.ts';
import { ownMachine } from './harness/evaluation.ts';

const name = 'shop.test';
const key = wantKey({ kind: 'dns', name });
const record = `answer ${key}`;

const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: any, listeners: [{name: http, protocol: HTTP, port: 8080}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: shop}]}]
`;
/** A name beside a socket: no cluster of Envoy's can hold both, so the control plane resolves the name. */
const mixed = (hostname = name) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: shop}
spec: {endpoints: [{unix: {path: /run/shop.sock}}, {fqdn: {hostname: ${hostname}, port: 80}}]}
`;

describe('what the control plane resolved', () => {
  let root: string;
  let server: DnsServer;
  let controlPlane: ControlPlane | undefined;
  const start = async (): Promise<ControlPlane> => {
    const state = createStateDirectory(join(root, 'state'));
    controlPlane = await startControlPlane({
      source: createFileSource({ paths: [join(root, 'shop')], state }),
      state,
      policy: ownMachine,
      discoveries: asking(server),
      xds: { address: '127.0.0.1:0' },
    });
    return controlPlane;
  };
  const stop = async () => {
    await controlPlane?.close();
    controlPlane = undefined;
  };
  const remembered = async () => {
    const state = createStateDirectory(join(root, 'state'));
    const text = (await state.load()).get(record);
    await state.close();
    return text === undefined ? undefined : JSON.parse(text);
  };
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'fairlead-discovered-'));
    mkdirSync(join(root, 'shop'));
    writeFileSync(join(root, 'shop', 'gateway.yaml'), gateway);
    writeFileSync(join(root, 'shop', 'backend.yaml'), mixed());
    server = await DnsServer.start();
    server.zone[name] = { addresses: ['10.9.8.7'], ttl: 1 };
  });
  afterEach(async () => {
    await stop();
    await server.stop();
    rmSync(root, { recursive: true });
  });

  /** The first assignment that a client is sent after it connected. */
  async function firstAssignment({ xdsAddress }: ControlPlane): Promise<string> {
    const client = new AdsClient(xdsAddress, { cluster: 'default/edge' });
    try {
      client.subscribe('cluster');
      const clusters = await client.next();
      client.subscribe('endpoints', ...clusters.resources);
      for (;;) {
        const { type, bodies } = await client.next();
        if (type === 'endpoints') return bodies.join();
      }
    } finally {
      client.close();
    }
  }
  async function until<V>(collection: Collection<V>, holds: () => boolean): Promise<void> {
    while (!holds()) {
      const change = new EventTarget();
      const end = collection.subscribe(() => change.dispatchEvent(new Event('change')));
      await once(change, 'change', { signal: AbortSignal.timeout(10_000) });
      end();
    }
  }
  const addressesIn = ({ pipeline }: ControlPlane): readonly string[] =>
    [...pipeline.translation.backends.entries()].flatMap(([, { endpoints }]) =>
      endpoints.flatMap(e => (e.kind === 'ip' ? [e.address] : [])),
    );
  const resolvedTo = (running: ControlPlane, ...addresses: readonly string[]) =>
    until(running.pipeline.translation.backends, () => addressesIn(running).join() === addresses.join());

  it('stands in the first assignment after a restart, also while nobody answers', async () => {
    await resolvedTo(await start(), '10.9.8.7');
    await stop();
    server.zone[name] = 'silence';
    const again = await start();
    const assignment = await firstAssignment(again);
    assert.match(assignment, /10\.9\.8\.7/);
    assert.match(assignment, /shop\.sock/);
  });

  it('is followed by the next answer, which is remembered in its place', async () => {
    await resolvedTo(await start(), '10.9.8.7');
    await stop();
    server.zone[name] = { addresses: ['10.9.8.8'], ttl: 1 };
    const again = await start();
    assert.deepEqual(addressesIn(again), ['10.9.8.7']);
    await resolvedTo(again, '10.9.8.8');
    await stop();
    assert.deepEqual(await remembered(), { kind: 'dns', addresses: ['10.9.8.8'] });
  });

  it('is forgotten with the last who wanted it, also where that went meanwhile', async () => {
    const running = await start();
    await resolvedTo(running, '10.9.8.7');
    server.zone['other.test'] = { addresses: ['10.9.8.9'], ttl: 1 };
    writeFileSync(join(root, 'shop', 'backend.yaml'), mixed('other.test'));
    await resolvedTo(running, '10.9.8.9');
    await stop();
    assert.equal(await remembered(), undefined);

    writeFileSync(join(root, 'shop', 'backend.yaml'), mixed());
    await resolvedTo(await start(), '10.9.8.7');
    await stop();
    assert.ok(await remembered());
    rmSync(join(root, 'shop', 'backend.yaml'));
    await start();
    await stop();
    assert.equal(await remembered(), undefined);
  });

  it('costs its own record alone where that was damaged', async () => {
    await resolvedTo(await start(), '10.9.8.7');
    await stop();
    const state = createStateDirectory(join(root, 'state'));
    await state.put(record, '{"kind": "dns", "addresses": 7}');
    await state.close();
    await resolvedTo(await start(), '10.9.8.7');
  });

  it('is left out where it leads to what the control plane itself listens on', async () => {
    const running = await start();
    const port = Number(running.xdsAddress.split(':')[1]);
    const addresses = ['127.0.0.1', '127.0.0.2', '::1', '10.9.8.6'];
    server.zone['sneaky.test'] = { addresses, ttl: 1 };
    const named = `[{fqdn: {hostname: sneaky.test, port: ${port}}}]`;
    writeFileSync(join(root, 'shop', 'backend.yaml'), mixed().replace(/\[.*\]/, named));
    await resolvedTo(running, '10.9.8.6');
    const findings = [...running.pipeline.status.findings.entries()].flatMap(([, found]) =>
      found.filter(({ reason }) => reason === 'InvalidAddress'),
    );
    assert.deepEqual(
      findings.map(({ path, message }) => [path, message.split(':')[0]]),
      addresses
        .slice(0, 3)
        .map(() => ['spec.endpoints[0].fqdn.hostname', 'sneaky.test leads to a place that is left out']),
    );
  });
});
