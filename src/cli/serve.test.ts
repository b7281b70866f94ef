import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { secrets, shop, treasure } from './testing/manifests.ts';
import { makeWorkplace, type Running, succeeded, type Workplace } from './testing/workplace.ts';

const anywhere = ['--xds', '127.0.0.1:0', '--api', '127.0.0.1:0'];
const everywhere = ['--xds', '0.0.0.0:0', '--api', '0.0.0.0:0'];
const serving = /serving xDS on (\S+) and REST on (http:\S+): (\d+) objects? for (\d+) prox/;

describe('fairlead serve', () => {
  let place: Workplace;
  let server: Running | undefined;
  before(async () => {
    place = await makeWorkplace();
  });
  after(() => place.close());
  afterEach(async () => {
    server?.child.kill('SIGKILL');
    await server?.ended;
    server = undefined;
    rmSync(join(place.directory, '.state'), { recursive: true, force: true });
    rmSync(join(place.directory, 'shop'), { recursive: true, force: true });
  });

  async function serve(args: readonly string[] = []): Promise<{ xds: string; api: string; line: string }> {
    mkdirSync(join(place.directory, 'shop'), { recursive: true });
    server = place.start(['serve', '-f', 'shop', ...anywhere, ...args]);
    const [line, xds = '', api = ''] = await server.says(serving);
    return { xds, api, line };
  }

  it('says in one line what it serves where, and ends within two seconds of SIGTERM: exit 0', async () => {
    place.write('shop/shop.yaml', shop);
    const { xds, line } = await serve();
    assert.match(line, /: 5 objects for 1 prox/);
    const [, host, port] = /^(.*):(\d+)$/.exec(xds) ?? [];
    const socket = net.connect(Number(port), host);
    await new Promise(resolve => socket.once('connect', resolve));
    const began = performance.now();
    server?.child.kill('SIGTERM');
    assert.equal((await server?.ended)?.code, 0);
    assert.ok(performance.now() - began < 2000);
    assert.deepEqual(readdirSync(join(place.directory, '.run/fairlead/control-planes')), []);
    socket.destroy();
  });

  it('says where an EnvoyProxy would have a proxy started otherwise: it starts none', async () => {
    place.write(
      'shop/shop.yaml',
      'apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: EnvoyProxy\nmetadata: {name: quick}\nspec: {concurrency: 2}\n---\n' +
        'apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: EnvoyProxy\nmetadata: {name: usual}\nspec: {logging: {level: {default: warn}}}\n',
    );
    const { api } = await serve();
    const findings = await (await fetch(`${api}/v1/findings`)).text();
    assert.match(findings, /quick.*concurrency.*has no effect where others start it/s);
    assert.doesNotMatch(findings, /usual.*has no effect/s);
  });

  it('ends at a signal while it is still reading, and is not ready before it has read everything', async () => {
    const backend = shop.split('---\n')[3] ?? '';
    // Each file is read in a turn of its own, so there is time to ask between them.
    for (let i = 0; i < 1500; i++) {
      const few = Array.from({ length: 5 }, (_, j) => backend.replace('name: cart', `name: cart-${i}-${j}`));
      place.write(`shop/${i}.yaml`, few.join('---\n'));
    }
    const api = `127.0.0.1:${await freePort()}`;
    server = place.start(['serve', '-f', 'shop', '--xds', '127.0.0.1:0', '--api', api]);
    const { ended, child } = server;
    assert.equal(await whenUp(`http://${api}/healthz`), 200);
    assert.equal(await whenUp(`http://${api}/readyz`), 503);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    assert.equal(code, 0);
    assert.equal(stderr, '');
  });

  it('tells what each change did, and each mistake with its place', async () => {
    const file = place.write('shop/shop.yaml', shop);
    await serve();
    writeFileSync(file, shop.replace('weight: 3', 'weight: 4'));
    const [changed] = (await server?.says(/.*~ httproute.*/)) ?? [];
    assert.match(
      changed ?? '',
      /^\d\d:\d\d:\d\d ~ httproute\/default\/shop \(shop\/shop\.yaml:\d+\) → 1 virtual host, no proxy is connected$/,
    );
    writeFileSync(file, shop.replace('name: names\n---', 'name: nobody\n---'));
    const [wrong] = (await server?.says(/.*! .*/)) ?? [];
    assert.match(
      wrong ?? '',
      / ! shop\/shop\.yaml:38: error: httproute\/default\/shop spec\.rules\[0\]\.backendRefs\[1\]: .* \(BackendNotFound\)$/,
    );
    writeFileSync(file, shop);
    await server?.says(/✓ httproute\/default\/shop: nothing to complain about any more/);
    rmSync(file);
    await server?.says(/- gatewayclass\/edge.*→/);
  });

  it('never ends because of what stands in a file, and keeps what was good in force', async () => {
    const file = place.write('shop/shop.yaml', shop);
    const { api } = await serve();
    writeFileSync(file, `${shop}---\n{`.replace('weight: 3', 'weight: three'));
    await server?.says(
      /! shop\/shop\.yaml:37: error: httproute\/default\/shop spec\.rules\[0\]\.backendRefs\[0\]\.weight/,
    );
    const route = await (await fetch(`${api}/v1/resources/httproutes/default/shop`)).json();
    assert.equal(
      (route as { spec: { rules: { backendRefs: { weight: number }[] }[] } }).spec.rules[0]?.backendRefs[0]
        ?.weight,
      3,
    );
    for (const text of ['{', '\0', '- [', '['.repeat(200_000), 'a: &a [*a]', shop.slice(0, 700), secrets]) {
      writeFileSync(file, text);
      place.write('shop/other.yaml', text);
    }
    writeFileSync(file, shop.replace('weight: 3', 'weight: 7'));
    rmSync(join(place.directory, 'shop/other.yaml'));
    const watching = place.start(['get', 'httproute/shop', '-w', '-o', 'json', '--api', api]);
    await watching.says(/"weight": 7/);
    assert.equal(server?.child.exitCode, null);
  });

  it('takes up after kill -9 what was last good, though the file is broken now', async () => {
    const file = place.write('shop/shop.yaml', shop);
    await serve();
    server?.child.kill('SIGKILL');
    await server?.ended;
    writeFileSync(file, shop.replace('weight: 3', 'weight: three'));
    const { api, line } = await serve();
    assert.match(line, /5 objects/);
    const { status } = (await (await fetch(`${api}/v1/resources/httproutes/default/shop`)).json()) as {
      status: { parents: { conditions: { type: string; message: string }[] }[] };
    };
    const last = status.parents[0]?.conditions.find(({ type }) => type === 'LastGoodInForce');
    assert.match(last?.message ?? '', /weight/);
  });

  it('lets Backends name loopback addresses only while xDS itself is on loopback', async () => {
    place.write('shop/shop.yaml', shop.replace('address: 10.0.0.1', 'address: 127.0.0.1'));
    const { line } = await serve();
    assert.doesNotMatch(line, /error/);
    server?.child.kill('SIGKILL');
    await server?.ended;
    server = place.start(['serve', '-f', 'shop', ...everywhere, '--allow-insecure']);
    await server.says(/2 errors: see fairlead get findings/);
  });

  it('tells a port in use from a path that is not there, and leaves nothing behind', async () => {
    place.write('shop/shop.yaml', shop);
    const { xds, api } = await serve();
    const taken = ['--state', 'other-state', '-f', 'shop'];
    for (const args of [
      ['--xds', xds, '--api', '127.0.0.1:0'],
      ['--xds', '127.0.0.1:0', '--api', new URL(api).host],
    ]) {
      const { code, stderr } = await place.run(['serve', ...taken, ...args]);
      assert.equal(code, 3, stderr);
      assert.match(stderr, /cannot listen on 127\.0\.0\.1:\d+/);
    }
    const missing = await place.run(['serve', '-f', 'nowhere', ...anywhere]);
    assert.equal(missing.code, 1);
    const state = await place.run(['serve', '-f', 'shop', ...anywhere]);
    assert.equal(state.code, 3);
    assert.match(state.stderr, /state directory/);
  });

  it('is found by get and explain while it runs, and not when it is gone', async () => {
    place.write('shop/shop.yaml', shop);
    place.write('shop/secrets.yaml', secrets);
    const nobody = await place.run(['get', 'httproutes']);
    assert.equal(nobody.code, 3);
    assert.match(nobody.stderr, /no control plane of yours runs here/);
    await serve();
    assert.equal(
      succeeded(await place.run(['get', 'httproutes'])),
      'NAME   HOSTNAMES          PARENTS   ACCEPTED   RESOLVED-REFS   REASON\nshop   shop.example.com   web       True       True\n',
    );
    assert.match(
      succeeded(await place.run(['explain', 'httproute/shop'])),
      /→ backend\/default\/cart, weight 3: HTTP\/1\.1: 10\.0\.0\.1:8080/,
    );
    const found = (await place.run(['get', 'findings'])).stdout;
    assert.match(found, /^shop\/secrets\.yaml:\d+: error: secret\/default\/no-base64/m);
    for (const form of ['json', 'yaml', 'wide']) {
      const said = succeeded(await place.run(['get', 'secrets', '-o', form]));
      assert.match(said, /plain/);
      const hidden = [treasure, Buffer.from(treasure).toString('base64')];
      for (const text of [said, found]) for (const secret of hidden) assert.ok(!text.includes(secret), text);
    }
    server?.child.kill('SIGKILL');
    await server?.ended;
    assert.equal(readdirSync(join(place.directory, '.run/fairlead/control-planes')).length, 1);
    assert.equal((await place.run(['get', 'httproutes'])).code, 3);
    assert.deepEqual(readdirSync(join(place.directory, '.run/fairlead/control-planes')), []);
  });

  it('opens its API by token only, where it was given tokens', async () => {
    place.write('shop/shop.yaml', shop);
    const short = place.write('short', 'sesame\n');
    assert.equal((await place.run(['serve', '-f', 'shop', ...anywhere, '--api-token-file', short])).code, 1);
    const tokens = place.write('tokens', 'sesame-open-yourself-1\nsesame-open-yourself-2\n');
    const { api } = await serve(['--api-token-file', tokens]);
    const refused = await place.run(['get', 'gateways']);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--token-file or \$FAIRLEAD_TOKEN/);
    succeeded(await place.run(['get', 'gateways'], { env: { FAIRLEAD_TOKEN: 'sesame-open-yourself-2' } }));
    succeeded(await place.run(['get', 'gateways', '--token-file', tokens]));
    const wrong = await place.run(['get', 'gateways'], { env: { FAIRLEAD_TOKEN: 'sesame-open-yourself-3' } });
    assert.equal(wrong.code, 2);
    assert.equal((await fetch(`${api}/readyz`)).status, 200);
  });

  it('follows what changes for get -w, and says when the control plane goes', async () => {
    const file = place.write('shop/shop.yaml', shop);
    const { api } = await serve();
    const watching = place.start(['get', 'httproutes', '-w', '--api', api]);
    await watching.says(/^shop .*True {7}True$/m);
    writeFileSync(file, shop.replace('name: names\n---', 'name: nobody\n---'));
    await watching.says(/^shop .*False +BackendNotFound$/m);
    rmSync(file);
    await watching.says(/^shop +<deleted>$/m);
    server?.child.kill('SIGTERM');
    const { code, stderr } = await watching.ended;
    assert.equal(code, 3);
    assert.match(stderr, /the control plane ended/);
  });
});

/** The status of the first answer, asked for until there is one. */
async function whenUp(url: string): Promise<number> {
  for (;;) {
    try {
      return (await fetch(url)).status;
    } catch {
      await pause(5);
    }
  }
}
