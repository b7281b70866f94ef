import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { makeSigningKey, signToken, type TokenSigner } from '#tokens';
import { makeWorkplace, type Running, succeeded, type Workplace } from '../../src/cli/testing/workplace.ts';
import { ask } from '../harness/client.ts';
import { makeKeyPair } from '../harness/key-pair.ts';
import { startUpstreams, type Upstreams } from '../harness/upstreams.ts';
import { shopMesh } from './shop-mesh.ts';

/** ms in which what is to be so comes to be so. */
const patience = 20_000;
const hour = 3_600_000;

describe('proxies that join a control plane on another machine', () => {
  let place: Workplace;
  let upstreams: Upstreams;
  let controlPlane: Running;
  let url: string;
  let outbound: number;
  let signer: TokenSigner;
  const ca = ['--ca-cert-file', 'state/ca.crt'];

  const dataplane = (name: string, address: string, application: number, more = '') => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name.replace(/-\d$/, '')}}
networking:
  address: ${address}
  inbound: [{name: web, port: 8080, serviceAddress: 127.0.0.1, servicePort: ${application}, protocol: http, tags: {kuma.io/service: web}}]
${more}`;

  before(async () => {
    [place, upstreams, outbound] = [await makeWorkplace(), await startUpstreams(), await freePort()];
    place.write('mesh/mesh.yaml', shopMesh);
    place.write('shop-1.yaml', dataplane('shop-1', '127.11.0.1', Number(upstreams.values.a)));
    const calls = `  outbound: [{port: ${outbound}, backendRef: {kind: MeshService, name: shop, port: 80}}]\n`;
    place.write('client-1.yaml', dataplane('client-1', '127.11.0.2', Number(upstreams.values.b), calls));
    // One who signs tokens elsewhere, which can have run out already.
    const key = await makeSigningKey();
    signer = { algorithm: 'ES256', serial: 7, privateKey: createPrivateKey(key) };
    place.write(
      'mesh/key.yaml',
      `type: Secret\nmesh: default\nname: dataplane-token-signing-key-default-7\ndata: ${Buffer.from(key).toString('base64')}\n`,
    );
    place.write('stranger.crt', Buffer.from(makeKeyPair('localhost').certificate, 'base64').toString());
    const everywhere = ['--xds', '0.0.0.0:0', '--api', '0.0.0.0:0', '--join', '0.0.0.0:0'];
    controlPlane = place.start(['serve', '-f', 'mesh', '--state', 'state', ...everywhere]);
    const [, port] = await controlPlane.says(/proxies that join on https:\S+:(\d+): /);
    url = `https://127.0.0.1:${port}`;
  });
  after(async () => {
    await place.close();
    await upstreams.close();
  });

  const token = async (name: string) =>
    succeeded(await place.run(['generate', 'dataplane-token', '--name', name, '--valid-for', '1h'])).trim();
  const tokenFile = (text: string) => {
    place.write('token', text);
    return ['--dataplane-token-file', 'token'];
  };
  const proxy = (name: string, ...more: readonly string[]) => [
    ...['proxy', '--dataplane-file', `${name}.yaml`, '--cp-address', url],
    ...['--dns-enabled=false', '--concurrency', '1', ...more],
  ];
  /** It gives up, and says why. */
  const refused = async (why: RegExp, ...flags: readonly string[]) => {
    const started = place.start(proxy('shop-1', ...flags));
    await started.says(why);
    assert.notEqual((await started.ended).code, 0);
  };

  it('are served over TLS for their tokens, and so are their Envoys', async () => {
    for (const name of ['shop-1', 'client-1']) {
      place.write(`${name}.token`, await token(name));
      const started = place.start(proxy(name, ...ca, '--dataplane-token-file', `${name}.token`));
      await started.says(/Envoy is ready/);
    }
    const end = Date.now() + patience;
    const get = () => ask({ plain: outbound, secure: 0 }, { host: 'shop', path: '/' }).catch(() => undefined);
    let answer = await get();
    while (answer?.status !== 200 && Date.now() < end) {
      await pause(25);
      answer = await get();
    }
    assert.deepEqual([answer?.status, answer?.seen?.backend], [200, 'a'], answer?.body);
  });

  it('do not believe a control plane that nobody whom they trust vouches for, and show it no token', async () => {
    const unbelieved = /certificate of the control plane at https:\S+ is not to be believed/;
    const shown = tokenFile(await token('shop-1'));
    await refused(unbelieved, ...shown);
    await refused(unbelieved, '--ca-cert-file', 'stranger.crt', ...shown);
    await refused(/--ca-cert-file nothing\.crt/, '--ca-cert-file', 'nothing.crt', ...shown);
  });

  it('are refused without a token, and with one for another, of another mesh, or that has run out', async () => {
    await refused(/shop-1 cannot join the mesh default at https:\S+: .*must show a token/, ...ca);
    await refused(/cannot join .*it is for client-1/, ...ca, ...tokenFile(await token('client-1')));
    await refused(/cannot join .*is not a token/, ...ca, ...tokenFile('nonsense'));
    const past = { now: Date.now() - 2 * hour, lifetime: hour };
    const own = { kind: 'dataplane', mesh: 'default', name: 'shop-1', tags: {} } as const;
    const expired = await signToken(own, signer, past);
    await refused(/cannot join .*has expired/, ...ca, ...tokenFile(expired));
  });

  it('cannot come in plain text', async () => {
    const plain = [
      ...proxy('shop-1', ...tokenFile(await token('shop-1'))),
      '--cp-address',
      url.replace('https', 'http'),
    ];
    const started = place.start(plain);
    await started.says(/waiting for the control plane: .*/);
    started.child.kill();
    await started.ended;
  });
});
