import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { credentials, status } from '@grpc/grpc-js';
import { bootstrapFor, secretFiles } from '#dataplane';
import { AuthoritySuccession, knownAfter, makeServerAuthority } from '#identity';
import { createManualClock } from '#lib/manual-clock.ts';
import { freePort } from '#lib/testing/free-port.ts';
import { proxyId } from '#model';
import { createFileSource } from '#sources/files';
import { createMemoryState } from '#state';
import type { XdsTls } from '#xds';
import { certifierOf, type GatewayCertifier } from '../src/main/certify-gateways.ts';
import { type ControlPlane, startControlPlane } from '../src/main/control-plane.ts';
import { AdsClient } from '../src/xds/testing/ads-client.ts';
import { ownMachine } from './harness/evaluation.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { startLoad } from './harness/steady-load.ts';
import { envoyBinary } from './tproxy/envoy.ts';

const host = '127.0.0.1';
const edge = proxyId({ kind: 'gateway', namespace: 'default', name: 'edge' });
const now = Date.now;

describe('proxies of gateways and the control plane know each other by certificates', () => {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-certificates-'));
  const mounted = join(directory, 'mounted');
  const closes: (() => Promise<unknown>)[] = [];
  let first: GatewayCertifier;
  let second: GatewayCertifier;
  let controlPlane: ControlPlane;
  let port: number;
  let inner: number;

  const clock = createManualClock(now());
  const succession = async () => {
    const begun = new AuthoritySuccession({ hosts: { names: [], addresses: [host] }, clock });
    await begun.take('it', await makeServerAuthority(now()));
    return begun;
  };
  const authority = async () => certifierOf(await succession(), clock);
  const serve = (certifier: GatewayCertifier) => {
    const state = createMemoryState();
    const source = createFileSource({ paths: [join(directory, 'all.yaml')], state });
    const xds = {
      address: `${host}:${inner}`,
      tls: certifier.tls,
      renewals: (renew: (tls: XdsTls) => void) => certifier.subscribe(() => renew(certifier.tls)),
    };
    return startControlPlane({ source, state, policy: ownMachine, xds, certifier });
  };

  /** As Kubernetes mounts a Secret: all of it is replaced in one step. */
  let mounts = 0;
  async function mount(certifier: GatewayCertifier): Promise<void> {
    const certificate = await certifier.certify(edge);
    const folder = join(mounted, `..${++mounts}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'tls.crt'), certificate.chain);
    writeFileSync(join(folder, 'tls.key'), certificate.privateKey);
    writeFileSync(join(folder, 'ca.crt'), certificate.authority);
    symlinkSync(`..${mounts}`, join(mounted, '..new'));
    renameSync(join(mounted, '..new'), join(mounted, '..data'));
  }
  const connected = async () => {
    for (const end = now() + 30_000; controlPlane.clients().length === 0; ) {
      if (now() > end) assert.fail('no proxy has connected');
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };
  const served = () => startLoad({ port, host: 'a.test', path: '/' });

  before(async () => {
    [first, second, port, inner] = [await authority(), await authority(), await freePort(), await freePort()];
    const upstream = http.createServer((_, response) => response.end('{}'));
    await once(upstream.listen(0, host), 'listening');
    closes.push(() => once(upstream.close(), 'close'));
    const { port: behind } = upstream.address() as { readonly port: number };
    const all = [gatewayOn(port), backend('shop', behind), route('r', 'a.test', rule('/', 'shop'))];
    writeFileSync(join(directory, 'all.yaml'), all.join('---'));
    mkdirSync(mounted);
    await mount(first);
    for (const name of ['tls.crt', 'tls.key', 'ca.crt']) symlinkSync(`..data/${name}`, join(mounted, name));
    const files = { certificate: join(directory, 'a.json'), authority: join(directory, 'b.json') };
    const texts = secretFiles(mounted);
    writeFileSync(files.certificate, texts.certificate);
    writeFileSync(files.authority, texts.authority);
    const admin = { kind: 'unix', path: join(directory, 'admin.sock') } as const;
    const xdsAddress = `${host}:${inner}`;
    const config = join(directory, 'envoy.json');
    writeFileSync(config, bootstrapFor({ proxyId: edge, xdsAddress, admin, tls: { files } }));
    controlPlane = await serve(first);
    const binary = envoyBinary();
    assert.ok(binary, 'the real Envoy is missing: npm run setup');
    const flags = ['--use-dynamic-base-id', '--concurrency', '1', '-l', 'error'];
    const envoy = spawn(binary, ['-c', config, ...flags], { stdio: 'ignore' });
    const ended = once(envoy, 'close');
    closes.push(() => {
      envoy.kill('SIGKILL');
      return ended;
    });
    await connected();
  });
  after(async () => {
    for (const close of closes.reverse()) await close();
    await controlPlane?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('who shows no certificate is not heard, and who shows another’s is told so', async () => {
    const { clientCa = '' } = first.tls;
    const other = await first.certify(proxyId({ kind: 'gateway', namespace: 'default', name: 'other' }));
    const pair = [Buffer.from(other.privateKey), Buffer.from(other.chain)] as const;
    for (const [given, code] of [
      [credentials.createSsl(Buffer.from(clientCa)), status.UNAVAILABLE],
      [credentials.createInsecure(), status.UNAVAILABLE],
      [credentials.createSsl(Buffer.from(clientCa), ...pair), status.PERMISSION_DENIED],
    ] as const) {
      const client = new AdsClient(`${host}:${inner}`, { cluster: edge, credentials: given });
      client.subscribe('cluster', '*');
      const end = await client.ended;
      assert.equal(end.code, code, end.details);
      client.close();
    }
  });

  it('an Envoy takes a certificate, and whom it believes, from files that are replaced, and no request fails of it', async () => {
    const load = served();
    await controlPlane.close();
    await mount(second);
    controlPlane = await serve(second);
    await connected();
    const { total, statuses } = await load.stop();
    assert.deepEqual(statuses, { 200: total });
    assert.ok(total > 0);
  });

  it('an authority takes the place of another under a running control plane: who knows the old one alone comes until all know the new one', async () => {
    await controlPlane.close();
    const succeeding = await succession();
    const certifier = certifierOf(succeeding, clock);
    await mount(certifier);
    controlPlane = await serve(certifier);
    await connected();
    const load = served();
    const [envoy] = controlPlane.clients();
    const before = await certifier.certify(edge);
    await succeeding.take('it', await makeServerAuthority(now()));
    const after = await certifier.certify(edge);
    const comes = async ({ authority, privateKey, chain }: typeof before) => {
      const pair = [Buffer.from(privateKey), Buffer.from(chain)] as const;
      const given = credentials.createSsl(Buffer.from(authority), ...pair);
      const client = new AdsClient(`${host}:${inner}`, { cluster: edge, credentials: given });
      client.subscribe('cluster', '*');
      const came = client.next().then(() => 'answered');
      const what = await Promise.race([came, client.ended.then(({ code }) => code)]);
      client.close();
      return what;
    };
    assert.deepEqual([await comes(before), await comes(after)], ['answered', 'answered']);
    await mount(certifier);
    clock.turn(knownAfter);
    assert.deepEqual([await comes(before), await comes(after)], [status.UNAVAILABLE, 'answered']);
    const { total, statuses } = await load.stop();
    assert.deepEqual(statuses, { 200: total });
    const isEnvoy = (one: { readonly connectedAt: number }) => one.connectedAt === envoy?.connectedAt;
    assert.ok(controlPlane.clients().some(isEnvoy), 'the Envoy stayed connected');
    await controlPlane.close();
    controlPlane = await serve(certifier);
    await connected();
  });
});
