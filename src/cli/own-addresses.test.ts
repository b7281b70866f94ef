import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { makeWorkplace, type Running, succeeded, type Workplace } from './testing/workplace.ts';

type Endpoint = Readonly<Record<string, unknown>>;

describe('a Backend that names the control plane’s own addresses', () => {
  let place: Workplace;
  let server: Running | undefined;
  before(async () => {
    place = await makeWorkplace();
  });
  afterEach(async () => {
    server?.child.kill('SIGKILL');
    await server?.ended;
    rmSync(join(place.directory, 'shop'), { recursive: true, force: true });
  });
  after(() => place.close());

  async function serve(xds: string, api: string, ...more: string[]): Promise<{ xds: string; api: string }> {
    mkdirSync(join(place.directory, 'shop'), { recursive: true });
    const args = ['serve', '-f', 'shop', '--xds', xds, '--api', api, '--allow-insecure'];
    server = place.start([
      ...args,
      '--allow-addresses',
      'loopback,unspecified',
      '--allow-sockets',
      'any',
      ...more,
    ]);
    const [, boundXds = '', boundApi = ''] = await server.says(
      /serving xDS on (\S+) and REST on http:\/\/(\S+?):? \d+ obj/,
    );
    return { xds: boundXds, api: boundApi };
  }

  /** What becomes of Backends of one endpoint each: undefined where it is accepted, else why not. */
  async function verdicts(api: string, endpoints: readonly Endpoint[]): Promise<(string | undefined)[]> {
    const documents = endpoints.map((endpoint, i) =>
      JSON.stringify({
        apiVersion: 'gateway.envoyproxy.io/v1alpha1',
        kind: 'Backend',
        metadata: { name: `b-${i}` },
        spec: { endpoints: [endpoint] },
      }),
    );
    place.write('shop/backends.yaml', `${documents.join('\n---\n')}\n`);
    const url = `http://${api.replace('0.0.0.0', '127.0.0.1')}`;
    const deadline = Date.now() + 10_000;
    let items: readonly Listed[] = [];
    while (items.length < endpoints.length) {
      assert.ok(Date.now() < deadline, `there are ${items.length}`);
      items = JSON.parse(succeeded(await place.run(['get', 'backends', '-o', 'json', '--api', url]))).items;
    }
    return endpoints.map((_, i) => {
      const found = items.find(({ metadata }) => metadata.name === `b-${i}`);
      const accepted = found?.status.conditions.find(({ type }) => type === 'Accepted');
      assert.ok(accepted, `b-${i} has a status`);
      return accepted.status === 'True' ? undefined : accepted.message;
    });
  }
  interface Listed {
    readonly metadata: { readonly name: string };
    readonly status: { readonly conditions: readonly Condition[] };
  }
  interface Condition {
    readonly type: string;
    readonly status: string;
    readonly message: string;
  }
  const portOf = (address: string) => Number(address.slice(address.lastIndexOf(':') + 1));
  const ip = (address: string, port: number): Endpoint => ({ ip: { address, port } });
  const own = /is where the control plane itself listens/;

  it('is refused where they were bound to any free port, and others beside them are not', async () => {
    const { xds, api } = await serve('127.0.0.1:0', '127.0.0.1:0');
    const refused = [portOf(xds), portOf(api)].flatMap(port => [
      ...['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '0.0.0.0', '::'].map(a => ip(a, port)),
      { fqdn: { hostname: 'localhost', port } },
      { fqdn: { hostname: 'a.LOCALHOST', port } },
    ]);
    const free = [ip('127.0.0.1', 9), { fqdn: { hostname: 'localhost', port: 9 } }];
    const said = await verdicts(api, [...refused, ...free]);
    for (const [i, endpoint] of refused.entries()) assert.match(said[i] ?? '', own, JSON.stringify(endpoint));
    assert.deepEqual(said.slice(refused.length), [undefined, undefined]);
  });

  it('is refused by every address of the machine where they were bound to all', async t => {
    const addresses = Object.values(networkInterfaces()).flatMap(all => all ?? []);
    const [outward] = addresses.filter(({ internal, family }) => !internal && family === 'IPv4');
    if (outward === undefined) return t.skip('needs an address beside loopback');
    const { xds, api } = await serve('0.0.0.0:0', '0.0.0.0:0');
    const said = await verdicts(api, [
      ip(outward.address, portOf(api)),
      ip(`::ffff:${outward.address}`, portOf(xds)),
      ip('127.0.0.1', portOf(api)),
      ip(outward.address, 9),
    ]);
    for (const message of said.slice(0, 3)) assert.match(message ?? '', own);
    assert.equal(said[3], undefined);
  });

  it('is refused by every path to the socket, through links, too', async () => {
    const { directory } = place;
    mkdirSync(join(directory, 'run'));
    symlinkSync(join(directory, 'run'), join(directory, 'link'));
    symlinkSync(join(directory, 'run/xds.sock'), join(directory, 'direct'));
    symlinkSync(join(directory, 'direct'), join(directory, 'twice'));
    const { api } = await serve(`unix:${join(directory, 'link/xds.sock')}`, '127.0.0.1:0');
    const paths = ['run/xds.sock', 'link/xds.sock', 'run/../link/./xds.sock', 'direct', 'twice'];
    const all = [...paths.map(path => join(directory, '/') + path), `/proc/self/root${directory}/direct`];
    const said = await verdicts(
      api,
      [...all, join(directory, 'run/other.sock')].map(path => ({ unix: { path } })),
    );
    for (const [i, path] of all.entries())
      assert.match(said[i] ?? '', /one of the proxy's own/, `${path}: ${said[i]}`);
    assert.equal(said[all.length], undefined);
  });
});
