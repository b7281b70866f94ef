import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Backend, Identity, MeshAuthority } from '#model';
import { ask } from './harness/client.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { builtin, meshIdentity, meshStage, type Serving, sidecar } from './harness/mesh-stage.ts';
import { startLoad } from './harness/steady-load.ts';
import { startUpstreams } from './harness/upstreams.ts';
import type { Envoy } from './xds/rig/envoy.ts';
import { eventually, get } from './xds/rig/http.ts';

const hour = 3600_000;
const strict: Serving = { kind: 'http', mutualTls: { mesh: 'default', callers: ['spiffe://default/'] } };

const elsewhere: MeshAuthority = { ...builtin('other:'), origin: 'other', trustDomain: 'elsewhere' };

/** Over TLS of the mesh, to whom the identity of this service is shown. */
function calling(port: number, service = 'web'): Pick<Backend, 'endpoints' | 'protocol' | 'tls'> {
  return {
    protocol: 'http2',
    endpoints: [{ kind: 'ip', address: '127.0.0.1', port }],
    tls: {
      trust: { kind: 'mesh', mesh: 'default' },
      serverName: { kind: 'fixed', name: `${service}{mesh=default}` },
      subjectAltNames: [{ kind: 'uri', value: `spiffe://default/${service}` }],
    },
  };
}

interface Shape {
  readonly serving?: Serving;
  readonly web?: Identity;
  readonly client?: Identity;
}

async function pair(
  t: TestContext,
  {
    serving = strict,
    web: called = meshIdentity('web'),
    client: caller = meshIdentity('client'),
  }: Shape = {},
) {
  const upstreams = await startUpstreams();
  const stage = await meshStage();
  t.after(async () => {
    await stage.close();
    await upstreams.close();
  });
  stage.authorities.set('mesh:ca-1', builtin());
  if (called.authority === elsewhere.key || caller.authority === elsewhere.key)
    stage.authorities.set(elsewhere.key, elsewhere);
  stage.identities.set(sidecar('web'), called);
  stage.identities.set(sidecar('client'), caller);
  const inbound = await stage.serves('web', Number(upstreams.values.a), serving);
  const outbound = await stage.calls('client', calling(inbound));
  const [web, client] = [await stage.envoy('web'), await stage.envoy('client')];
  const answers = (status: number, port = outbound) =>
    eventually(
      () => get(port, 'web.mesh', '/'),
      answer => answer.status === status,
      20_000,
    );
  return { stage, upstreams, inbound, outbound, web, client, answers };
}

/** Resolves when an Envoy has refused whoever was at the other end, for what its certificate says, and nobody was answered. */
async function refuses(envoy: Envoy, port: number): Promise<void> {
  await eventually(
    async () => {
      const { status } = await get(port, 'web.mesh');
      assert.notEqual(status, 200);
      return envoy.admin('/stats?filter=ssl.fail_verify');
    },
    counted => /ssl\.fail_verify_(?:san|error): [1-9]/.test(counted),
    20_000,
  );
}

const serials = async (envoy: Envoy) => {
  const { certificates } = JSON.parse(await envoy.admin('/certs')) as {
    readonly certificates: readonly {
      readonly ca_cert: readonly { readonly serial_number: string }[];
      readonly cert_chain: readonly { readonly serial_number: string }[];
    }[];
  };
  return {
    own: certificates.flatMap(one => one.cert_chain.map(c => c.serial_number)),
    roots: certificates.flatMap(one => one.ca_cert.map(c => c.serial_number)),
  };
};

test('sidecars show each other who they are, and the application is told who calls', async t => {
  const { outbound, inbound, answers } = await pair(t);
  const { body } = await answers(200);
  const seen = JSON.parse(body) as { readonly headers: Readonly<Record<string, string>> };
  assert.match(
    seen.headers['x-forwarded-client-cert'] ?? '',
    /^By=spiffe:\/\/default\/web;.*;URI=spiffe:\/\/default\/client;URI=kuma:\/\/kuma.io\/service\/client$/,
  );
  assert.equal((await get(inbound, 'web.mesh')).status, 0, 'nobody calls it in plain text');
  assert.equal((await get(outbound, 'web.mesh')).status, 200);
});

test('certificates are renewed under load, and nothing is dropped', async t => {
  const { stage, outbound, web, client, answers } = await pair(t);
  await answers(200);
  const load = startLoad({ port: outbound, host: 'web.mesh', path: '/' });
  for (let i = 0; i < 10; i++) {
    const before = [...(await serials(web)).own, ...(await serials(client)).own];
    stage.clock.turn(17 * hour);
    for (const envoy of [web, client]) {
      await eventually(
        () => serials(envoy),
        ({ own }) => own.length > 0 && own.every(serial => !before.includes(serial)),
        20_000,
      );
    }
    await answers(200);
  }
  const { statuses, total } = await load.stop();
  assert.deepEqual(statuses, { '200': total });
  assert.ok(total > 100, `${total} requests`);
  assert.deepEqual(stage.notices, []);
});

test('an authority is changed for another under load: both are trusted meanwhile, and nothing is dropped', async t => {
  const { stage, outbound, web, client, answers } = await pair(t);
  await answers(200);
  const load = startLoad({ port: outbound, host: 'web.mesh', path: '/' });
  const before = [...(await serials(web)).own, ...(await serials(client)).own];
  stage.authorities.set('mesh:ca-2', builtin('mesh:ca-2'));
  stage.identities.set(sidecar('web'), meshIdentity('web', 'mesh:ca-2'));
  const roots = (envoy: typeof web) =>
    eventually(
      async () => new Set((await serials(envoy)).roots).size,
      count => count === 2,
      20_000,
    );
  await roots(web);
  await roots(client);
  // The one that calls is still vouched for by the first.
  stage.clock.turn(10_000);
  await eventually(
    () => serials(web),
    ({ own }) => own.every(serial => !before.includes(serial)),
    20_000,
  );
  await answers(200);
  stage.identities.set(sidecar('client'), meshIdentity('client', 'mesh:ca-2'));
  await eventually(
    () => serials(client),
    ({ own }) => own.every(serial => !before.includes(serial)),
    20_000,
  );
  stage.authorities.delete('mesh:ca-1');
  for (const envoy of [web, client]) {
    await eventually(
      async () => {
        stage.clock.turn(60_000);
        return new Set((await serials(envoy)).roots).size;
      },
      count => count === 1,
      20_000,
    );
  }
  await answers(200);
  const { statuses, total } = await load.stop();
  assert.deepEqual(statuses, { '200': total });
  assert.deepEqual(stage.notices, []);
});

test('a workload that is another than the one that was asked for is sent nothing', async t => {
  const { client, outbound, upstreams } = await pair(t, { web: meshIdentity('other') });
  await refuses(client, outbound);
  assert.equal(upstreams.counts.get('a') ?? 0, 0);
});

test('who is of another mesh, or vouched for by nobody, is refused', async t => {
  const client = { ...meshIdentity('client'), names: ['spiffe://elsewhere/client'] };
  const { web, inbound, outbound, upstreams } = await pair(t, { client });
  await refuses(web, outbound);
  const stranger = makeKeyPair();
  const pem = (base64: string) => Buffer.from(base64, 'base64').toString();
  const refused = await ask(
    { plain: inbound, secure: inbound },
    { host: 'web.mesh', path: '/', tls: 'web.mesh', port: String(inbound) },
    { cert: pem(stranger.certificate), key: pem(stranger['private-key']) },
  );
  assert.equal(refused.status, 0);
  assert.equal(upstreams.counts.get('a') ?? 0, 0);
});

test('a permissive inbound takes plain text beside the mesh, and passes on TLS that is its application’s', async t => {
  const { inbound, answers } = await pair(t, { serving: { ...strict, isPermissive: true } });
  await answers(200);
  const plain = await get(inbound, 'web.mesh');
  const seen = JSON.parse(plain.body) as { readonly headers: Readonly<Record<string, string>> };
  assert.deepEqual([plain.status, seen.headers['x-forwarded-client-cert']], [200, undefined]);
});

test('TLS of an application reaches it as it is where its inbound is permissive', async t => {
  const upstreams = await startUpstreams();
  const stage = await meshStage();
  t.after(async () => {
    await stage.close();
    await upstreams.close();
  });
  stage.authorities.set('mesh:ca-1', builtin());
  stage.identities.set(sidecar('web'), meshIdentity('web'));
  const serving = { ...strict, kind: 'tcp', isPermissive: true } as const;
  const inbound = await stage.serves('web', Number(upstreams.values.tls), serving);
  await stage.envoy('web');
  const answer = await eventually(
    () =>
      ask(
        { plain: inbound, secure: inbound },
        { host: 'web.mesh', path: '/', tls: 'web.mesh', port: String(inbound) },
      ),
    ({ status }) => status === 200,
    20_000,
  );
  assert.equal(answer.status, 200);
});

test('connections of applications go over TLS of the mesh like requests', async t => {
  const { stage, inbound } = await pair(t, { serving: { ...strict, kind: 'tcp' } });
  const outbound = await stage.calls('client', { ...calling(inbound), protocol: 'tcp' });
  const { body } = await eventually(
    () => get(outbound, 'web.mesh'),
    ({ status }) => status === 200,
    20_000,
  );
  assert.match(body, /"backend":"a"/);
});

test('a client of the state-of-the-world variant has its identity too, and one that comes again gets another', async t => {
  const { stage, outbound, answers, client } = await pair(t);
  await answers(200);
  const [before] = (await serials(client)).own;
  await client.stop();
  await eventually(
    async () => stage.xds.clients().length,
    count => count === 1,
    20_000,
  );
  const again = await stage.envoy('client', { api: 'GRPC' });
  await answers(200);
  const [after] = (await serials(again)).own;
  assert.notEqual(after, before);
  assert.equal((await get(outbound, 'web.mesh')).status, 200);
});

const both: Serving = {
  kind: 'http',
  mutualTls: { mesh: 'default', callers: ['spiffe://default/', 'spiffe://elsewhere/'] },
};
const ofElsewhere = { ...meshIdentity('client'), authority: elsewhere.key };

test('sidecars of two trust domains call each other where both are trusted', async t => {
  const client = { ...ofElsewhere, names: ['spiffe://elsewhere/client'] };
  await (await pair(t, { serving: both, client })).answers(200);
});

test('of two trust domains each authority is believed about its own alone', async t => {
  const client = { ...ofElsewhere, names: ['spiffe://default/client'] };
  const { web, outbound } = await pair(t, { serving: both, client });
  await refuses(web, outbound);
});
