import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { findEnvoy } from '#dataplane';
import { makeWorkplace, type Running, succeeded, type Workplace } from './testing/workplace.ts';

const run = promisify(execFile);

const dataplane = `type: Dataplane
mesh: default
name: web-1
networking:
  address: 127.0.0.1
  inbound:
    - port: 8080
      tags: {kuma.io/service: web}
`;

/** One takes everybody, the other only who is of the shop, and no guest. */
const meshes = `type: Mesh
name: default
---
type: Mesh
name: closed
constraints:
  dataplaneProxy:
    requirements: [{tags: {team: shop, version: "*"}}]
    restrictions: [{tags: {guest: "*"}}]
`;

/** What Kuma's `kuma-dp run` sends, every field of it. */
const ofKuma = {
  mesh: 'default',
  name: 'web-1',
  proxyType: 'dataplane',
  dataplaneToken: 'header.payload.signature',
  dataplaneTokenPath: '/tmp/token',
  dataplaneResource: dataplane,
  version: {
    kumaDp: { version: '2.14.3', gitTag: 'v2.14.3', gitCommit: '0c7aaec033', buildDate: '2026-01-01' },
    envoy: { version: '1.40.0', build: 'x/1.40.0/Clean/RELEASE/BoringSSL', kumaDpCompatible: true },
  },
  caCert: '',
  dynamicMetadata: { zone: 'east' },
  dnsPort: 15053,
  readinessPort: 9902,
  appProbeProxyDisabled: true,
  operatingSystem: 'linux',
  features: ['feature-tcp-accesslog-via-named-pipe'],
  resources: { maxHeapSizeBytes: 0 },
  workdir: '/tmp/kuma-dp',
  metricsResources: { certPath: '', keyPath: '' },
  systemCaPath: '',
};

describe('proxies of workloads that join', () => {
  let place: Workplace;
  let server: Running;
  let url: string;
  before(async () => {
    place = await makeWorkplace();
    await serve();
  });
  after(() => place.close());

  async function serve(): Promise<void> {
    place.write('mesh/mesh.yaml', meshes);
    place.write('mesh/db.yaml', dataplane.replaceAll('web', 'db'));
    const anywhere = ['--xds', '127.0.0.1:0', '--api', '127.0.0.1:0', '--join', '127.0.0.1:0'];
    server = place.start(['serve', '-f', 'mesh', ...anywhere]);
    [, url = ''] = await server.says(/proxies that join on (http:\S+): /);
  }

  const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; body: string; type: string }>((resolve, reject) => {
      const sent = request(
        `${url}${path}`,
        { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
        async response => {
          let text = '';
          for await (const chunk of response) text += chunk;
          const type = response.headers['content-type'] ?? '';
          resolve({ status: response.statusCode ?? 0, body: text, type });
        },
      );
      sent.on('error', reject);
      sent.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  const known = async () =>
    succeeded(await place.run(['get', 'dataplanes', '-n', 'default', '-o', 'name']))
      .trim()
      .split('\n')
      .sort();

  it('are answered as Kuma answers, with what a stock Envoy starts with', async () => {
    const { status, body, type } = await send('/bootstrap', ofKuma, { accept: 'application/json' });
    assert.deepEqual([status, type], [200, 'application/json']);
    const { bootstrap, kumaSidecarConfiguration } = JSON.parse(body);
    assert.deepEqual(kumaSidecarConfiguration.networking.address, '127.0.0.1');
    const text = Buffer.from(bootstrap, 'base64').toString();
    const { node, dynamicResources } = JSON.parse(text);
    assert.equal(node.id, 'default.web-1');
    assert.equal(node.metadata.zone, 'east');
    assert.equal(node.metadata['dataplane.dns.port'], '15053');
    assert.deepEqual(dynamicResources.adsConfig.grpcServices[0].initialMetadata, [
      { key: 'authorization', value: 'header.payload.signature' },
    ]);
    const path = join(place.directory, 'bootstrap.yaml');
    writeFileSync(path, text);
    const envoy = await findEnvoy();
    assert.match((await run(envoy.path, ['--mode', 'validate', '-c', path, '-l', 'warning'])).stdout, /OK/);
    assert.deepEqual(await known(), ['dataplane.kuma.io/db-1', 'dataplane.kuma.io/web-1']);
  });

  it('are given the bootstrap alone where they do not ask for more', async () => {
    const { status, body, type } = await send('/bootstrap', { mesh: 'default', name: 'db-1' });
    assert.deepEqual([status, type], [200, 'text/x-yaml']);
    assert.equal(JSON.parse(body).node.id, 'default.db-1', 'of a Dataplane that is there already');
  });

  it('are told what is wrong, and disturb nothing', async () => {
    const refused = async (body: unknown, status: number, why: RegExp, headers = {}) => {
      const got = await send('/bootstrap', body, headers);
      assert.equal(got.status, status, got.body);
      assert.match(got.body, why);
    };
    await refused('{', 400, /must be JSON/);
    await refused('[]', 400, /an object/);
    await refused({ ...ofKuma, mesh: 'a.b' }, 400, /mesh must be/);
    await refused({ ...ofKuma, name: 'no/name' }, 400, /name must be/);
    await refused({ ...ofKuma, proxyType: 'ingress' }, 400, /proxyType "ingress" is not served/);
    await refused({ ...ofKuma, dataplaneResource: 7 }, 400, /dataplaneResource must be a text/);
    await refused({ mesh: 'default', name: 'nobody' }, 404, /no Dataplane nobody in the mesh default/);
    await refused({ ...ofKuma, name: 'web-2' }, 422, /is web-1 in the mesh default, but web-2/);
    const invalid = dataplane.replace('127.0.0.1', '0.0.0.0');
    await refused({ ...ofKuma, dataplaneResource: invalid }, 422, /networking\.address must be an address/);
    await refused(ofKuma, 415, /Content-Type/, { 'content-type': 'text/plain' });
    await refused({ ...ofKuma, workdir: 'x'.repeat(2 * 1024 * 1024) }, 413, /larger than/);
    assert.equal((await send('/elsewhere', ofKuma)).status, 404);
    assert.deepEqual(await known(), ['dataplane.kuma.io/db-1', 'dataplane.kuma.io/web-1']);
  });

  it('are not taken on by a mesh whose constraints they do not meet', async () => {
    const bring = (tags: string) => ({
      ...ofKuma,
      ...{ mesh: 'closed', name: 'web-3' },
      dataplaneResource: dataplane
        .replace('default', 'closed')
        .replace('web-1', 'web-3')
        .replace('kuma.io/service: web', `kuma.io/service: web${tags}`),
    });
    const refused = async (tags: string, why: RegExp) => {
      const { status, body } = await send('/bootstrap', bring(tags));
      assert.deepEqual([status, why.test(body)], [403, true], body);
    };
    await refused(
      '',
      /^networking\.inbound\[0\]\.tags: .* takes only who has the tags team=shop and version=\*/,
    );
    await refused(', team: shop', /takes only who has/);
    await refused(', team: shop, version: "1", guest: "yes"', /takes nobody who has the tags guest=\*/);
    assert.equal((await send('/bootstrap', bring(', team: shop, version: "1"'))).status, 200);
    const intruder = dataplane.replace('default', 'closed').replace('web-1', 'intruder');
    place.write('mesh/intruder.yaml', intruder);
    const report = await server.says(/intruder.*takes only who has the tags/);
    assert.ok(report);
    assert.equal((await send('/bootstrap', { mesh: 'closed', name: 'intruder' })).status, 403);
  });

  it('are remembered when the control plane is killed', async () => {
    server.child.kill('SIGKILL');
    await server.ended;
    await serve();
    assert.deepEqual(await known(), ['dataplane.kuma.io/db-1', 'dataplane.kuma.io/web-1']);
  });

  it('can say that they go', async () => {
    assert.equal((await send('/leave', { mesh: 'default', name: 'web-1' })).status, 204);
    assert.equal((await send('/leave', { mesh: 'default', name: 'nobody' })).status, 204);
  });

  it('need both halves of a certificate', async () => {
    const half = await place.run(['serve', '-f', 'mesh', '--join', '127.0.0.1:0', '--join-tls-cert', 'x']);
    assert.match(half.stderr, /--join-tls-cert and --join-tls-key belong together/);
  });
});
