import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { secrets, secretsJson, shop, treasure } from './testing/manifests.ts';
import { makeWorkplace, succeeded, type Workplace } from './testing/workplace.ts';

const envoy =
  process.env.FAIRLEAD_ENVOY ??
  fileURLToPath(new URL('../../.cache/envoy/envoy/_bin/envoy', import.meta.url));

describe('fairlead render', () => {
  let place: Workplace;
  before(async () => {
    place = await makeWorkplace();
    place.write('shop.yaml', shop);
    place.write('secrets/all.yaml', secrets);
    place.write('secrets/cut.json', secretsJson);
  });
  after(() => place.close());

  it('prints what each proxy would be sent, in the state-of-the-world form, and each status', async () => {
    const { proxies, status } = JSON.parse(succeeded(await place.run(['render', '-f', 'shop.yaml'])));
    assert.deepEqual(Object.keys(proxies), ['default/web']);
    const { listeners, routes, clusters, endpoints, secrets, ...rest } = proxies['default/web'];
    assert.deepEqual(rest, {});
    assert.deepEqual(secrets, []);
    assert.equal(listeners[0].address.socketAddress.portValue, 8080);
    assert.match(listeners[0].filterChains[0].filters[0].typedConfig['@type'], /HttpConnectionManager$/);
    assert.deepEqual(routes[0].virtualHosts[0].domains, ['shop.example.com']);
    assert.equal(clusters.length, 2);
    assert.equal(endpoints.length, 1);
    assert.deepEqual(
      status.map(({ status: _, ...named }: { status: object }) => named),
      [
        {
          apiVersion: 'gateway.envoyproxy.io/v1alpha1',
          kind: 'Backend',
          metadata: { name: 'cart', namespace: 'default' },
        },
        {
          apiVersion: 'gateway.envoyproxy.io/v1alpha1',
          kind: 'Backend',
          metadata: { name: 'names', namespace: 'default' },
        },
        {
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'Gateway',
          metadata: { name: 'web', namespace: 'default' },
        },
        { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'edge' } },
        {
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'HTTPRoute',
          metadata: { name: 'shop', namespace: 'default' },
        },
      ],
    );
    assert.deepEqual(
      status[4].status.parents[0].conditions.map(({ type, status }: { type: string; status: string }) => [
        type,
        status,
      ]),
      [
        ['Accepted', 'True'],
        ['ResolvedRefs', 'True'],
      ],
    );
  });

  it('prints the same whatever the order in which the files are read', async () => {
    const documents = shop.split('---\n');
    for (const [i, text] of documents.entries()) place.write(`split/${documents.length - i}.yaml`, text);
    const whole = succeeded(await place.run(['render', '-f', 'shop.yaml']));
    assert.equal(succeeded(await place.run(['render', '-f', 'split'])), whole);
    const reversed = { stdin: [...documents].reverse().join('\n---\n') };
    assert.equal(succeeded(await place.run(['render', '-f', '-'], reversed)), whole);
    const yaml = succeeded(await place.run(['render', '-f', 'shop.yaml', '-o', 'yaml']));
    assert.deepEqual(load(yaml), JSON.parse(whole));
  });

  it('tells mistakes on stderr, gives broken objects a status, and renders the rest: exit 0', async () => {
    place.write(
      'broken.yaml',
      shop
        .replace('- group: gateway.envoyproxy.io', '- grop: gateway.envoyproxy.io')
        .replace('kind: Gateway\n', 'kind: Gateway\nspek: 1\n')
        .replace('protocol: HTTP', 'protocol: []'),
    );
    const { code, stdout, stderr } = await place.run(['render', '-f', 'broken.yaml']);
    assert.equal(code, 0);
    assert.match(
      stderr,
      /^broken\.yaml:17: error: gateway\/default\/web spec\.listeners\[0\]\.protocol: .*$/m,
    );
    assert.match(stderr, /did you mean `group`/);
    const { proxies, status } = JSON.parse(stdout);
    assert.deepEqual(proxies, {});
    const gateway = status.find(({ kind }: { kind: string }) => kind === 'Gateway');
    assert.deepEqual(
      [
        gateway.status.conditions[0].type,
        gateway.status.conditions[0].status,
        gateway.status.conditions[0].reason,
      ],
      ['Accepted', 'False', 'Invalid'],
    );
  });

  it('prints a bootstrap that Envoy takes', async () => {
    assert.ok(existsSync(envoy), `${envoy} is missing: npm run setup`);
    const bootstrap = place.write(
      'envoy.json',
      succeeded(await place.run(['render', '-f', 'shop.yaml', '-o', 'envoy'])),
    );
    const said = execFileSync(envoy, ['--mode', 'validate', '-c', bootstrap], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    assert.match(said, /OK/);
  });

  it('wants to know which proxy, where there are several and one is asked for', async () => {
    place.write(
      'two.yaml',
      `${shop}---\n${(shop.split('---\n')[1] ?? '').replace('name: web', 'name: other')}`,
    );
    const which = await place.run(['render', '-f', 'two.yaml', '-o', 'envoy']);
    assert.equal(which.code, 2);
    assert.match(which.stderr, /--proxy: default\/other, default\/web/);
    const one = JSON.parse(
      succeeded(await place.run(['render', '-f', 'two.yaml', '--proxy', 'default/other'])),
    );
    assert.deepEqual(Object.keys(one.proxies), ['default/other']);
    const bootstrap = JSON.parse(
      succeeded(await place.run(['render', '-f', 'two.yaml', '--proxy', 'default/web', '-o', 'envoy'])),
    );
    assert.equal(bootstrap.node.cluster, 'default/web');
    const unknown = await place.run(['render', '-f', 'two.yaml', '--proxy', 'default/none']);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /there are default\/other, default\/web/);
  });

  it('never prints what is secret, in whatever shape it was written', async () => {
    const encoded = Buffer.from(treasure).toString('base64');
    for (const args of [['render'], ['render', '-o', 'yaml'], ['check'], ['check', '-o', 'json']]) {
      const { stdout, stderr } = await place.run([...args, '-f', 'shop.yaml', '-f', 'secrets']);
      assert.ok(stdout.length > 100);
      for (const text of [stdout, stderr])
        assert.ok(!text.includes(treasure) && !text.includes(encoded), text);
    }
  });

  it('ends quietly when whoever reads it has had enough', async () => {
    const { child, ended } = place.start(['render', '-f', 'shop.yaml']);
    child.stdout?.destroy();
    const { stderr } = await ended;
    assert.equal(stderr, '');
  });
});
