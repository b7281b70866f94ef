import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { connect } from 'node:tls';
import { freePort } from '#lib/testing/free-port.ts';
import { makeAuthority } from './harness/authority.ts';
import { ask } from './harness/client.ts';
import { runGateway } from './harness/running-gateway.ts';
import { startUpstreams } from './harness/upstreams.ts';

const [client, shop] = ['127.7.1.1', '127.7.1.2'];

/** Two workloads of a mesh, one of which calls the other. */
async function meshOf(t: TestContext, files: Readonly<Record<string, string>>, protocol = 'http') {
  const upstreams = await startUpstreams();
  t.after(() => upstreams.close());
  const [outbound, inbound] = [await freePort(), await freePort()];
  const mesh = await runGateway({
    'client.yaml': `
type: Dataplane
mesh: default
name: client
networking:
  address: ${client}
  inbound: [{port: ${inbound}, serviceAddress: 127.0.0.1, servicePort: ${upstreams.values.c}, tags: {kuma.io/service: client, version: v1}}]
  outbound: [{port: ${outbound}, tags: {kuma.io/service: shop}}]
`,
    'shop.yaml': `
type: Dataplane
mesh: default
name: shop-1
networking:
  address: ${shop}
  inbound:
    - port: ${inbound}
      serviceAddress: 127.0.0.1
      servicePort: ${upstreams.values.a}
      protocol: ${protocol}
      tags: {kuma.io/service: shop}
`,
    ...files,
  });
  t.after(() => mesh.close());
  const call = () => ask({ plain: outbound, secure: 0 }, { host: 'shop.mesh', path: '/' });
  /** What somebody gets who is not a sidecar. */
  const plain = () =>
    fetch(`http://${shop}:${inbound}/`).then(
      response => response.status,
      () => 0,
    );
  /** What comes of TLS of this version from who has no certificate to show. */
  const handshake = (version: 'TLSv1.2' | 'TLSv1.3') =>
    new Promise<string>(resolve => {
      const socket = connect({
        host: shop,
        port: inbound,
        minVersion: version,
        maxVersion: version,
        ALPNProtocols: ['kuma'],
        rejectUnauthorized: false,
      });
      socket.on('error', ({ message }) => resolve(message));
      socket.on('secureConnect', () => {
        resolve('agreed');
        socket.destroy();
      });
    });
  /** Resolves when a call gets this status; 0 is none. */
  const gets = async (status: number) => {
    const deadline = Date.now() + 10_000;
    let answer = await call();
    while (answer.status !== status) {
      assert.ok(Date.now() < deadline, `${answer.status} ${answer.body} in place of ${status}`);
      answer = await call();
    }
    return answer;
  };
  return { mesh, call, plain, gets, handshake };
}

const everybody = `
type: MeshTrafficPermission
mesh: default
name: everybody
spec:
  from: [{targetRef: {kind: Mesh}, default: {action: Allow}}]
`;

const authority = (mode: string) => `
type: Mesh
name: default
mtls:
  enabledBackend: ca-1
  backends: [{name: ca-1, type: builtin, mode: ${mode}}]
`;

const mtls = (mode: string) => `${authority(mode)}---${everybody}`;

test('a mesh with an authority has its sidecars show who they are, by their services and tags', async t => {
  const { call, plain } = await meshOf(t, { 'mesh.yaml': mtls('STRICT') });
  const { status, seen } = await call();
  assert.equal(status, 200);
  assert.equal(seen?.backend, 'a');
  assert.match(
    String(seen?.headers['x-forwarded-client-cert']),
    /URI=spiffe:\/\/default\/client;URI=kuma:\/\/kuma.io\/service\/client;URI=kuma:\/\/version\/v1$/,
  );
  assert.equal(await plain(), 0);
});

test('a permissive mesh is called in plain text as well, until it is strict', async t => {
  const { mesh, call, plain } = await meshOf(t, { 'mesh.yaml': mtls('PERMISSIVE') });
  assert.deepEqual([(await call()).status, await plain()], [200, 200]);
  await mesh.edit('mesh.yaml', mtls('STRICT'));
  const deadline = Date.now() + 10_000;
  while ((await plain()) !== 0) assert.ok(Date.now() < deadline);
  assert.equal((await call()).status, 200);
});

test('a MeshIdentity says who workloads are by a template, before what their mesh says', async t => {
  const identity = `
type: MeshIdentity
mesh: default
name: everybody
spec:
  selector: {dataplane: {matchLabels: {}}}
  spiffeID: {trustDomain: "{{ .Mesh }}.test", path: "/workload/{{ .Workload }}"}
  provider: {type: Bundled, bundled: {autogenerate: {enabled: true}}}
`;
  const { call, plain } = await meshOf(t, { 'mesh.yaml': mtls('STRICT'), 'identity.yaml': identity });
  const { status, seen } = await call();
  assert.equal(status, 200);
  assert.match(
    String(seen?.headers['x-forwarded-client-cert']),
    /^By=spiffe:\/\/default.test\/workload\/shop-1;.*URI=spiffe:\/\/default.test\/workload\/client$/,
  );
  assert.equal(await plain(), 0);
});

test('an authority that was given vouches; one that is none is told, and nobody is let in by it', async t => {
  const authority = makeAuthority();
  t.after(() => authority.close());
  const given = (cert: string) => `${everybody}---
type: Mesh
name: default
mtls:
  enabledBackend: ours
  backends:
    - name: ours
      type: provided
      conf: {cert: {secret: ca-cert}, key: {secret: ca-key}}
---
type: Secret
mesh: default
name: ca-cert
data: ${Buffer.from(cert).toString('base64')}
---
type: Secret
mesh: default
name: ca-key
data: ${Buffer.from(authority.key).toString('base64')}
`;
  const { mesh, call } = await meshOf(t, { 'mesh.yaml': given(authority.certificate) });
  assert.equal((await call()).status, 200);
  mesh.write('mesh.yaml', given('nonsense'));
  const deadline = Date.now() + 10_000;
  const findings = () => [...mesh.controlPlane.pipeline.status.findings.entries()].flatMap(([, all]) => all);
  while (!findings().some(({ reason }) => reason === 'InvalidCertificateAuthority')) {
    assert.ok(Date.now() < deadline);
    await new Promise(setImmediate);
  }
  const [found] = findings().filter(({ reason }) => reason === 'InvalidCertificateAuthority');
  assert.deepEqual(
    [found?.path, found?.message],
    ['mtls.backends[0].conf.cert', 'is not a certificate in PEM, so nobody is vouched for by it'],
  );
  assert.equal((await call()).status, 200, 'certificates that were issued before hold on');
});

const permission = (name: string, spec: string) => `
type: MeshTrafficPermission
mesh: default
name: ${name}
spec: ${spec}
`;
const from = (...items: readonly string[]) => `{from: [${items.join(', ')}]}`;
const item = (targetRef: string, action: string) => `{targetRef: ${targetRef}, default: {action: ${action}}}`;

test('nobody may call whom no MeshTrafficPermission allows, by service and by tags; the last that is about him decides', async t => {
  const { mesh, gets } = await meshOf(t, { 'mesh.yaml': authority('STRICT') });
  await gets(403);
  const cases: readonly (readonly [status: number, spec: string])[] = [
    [200, from(item('{kind: MeshService, name: client}', 'Allow'))],
    [403, from(item('{kind: MeshService, name: clien}', 'Allow'))],
    [200, from(item('{kind: MeshSubset, tags: {version: v1}}', 'AllowWithShadowDeny'))],
    [403, from(item('{kind: MeshSubset, tags: {team: "*"}}', 'Allow'))],
    [200, from(item('{kind: MeshSubset, tags: {version: "*"}}', 'Allow'))],
    [403, from(item('{kind: Mesh}', 'Allow'), item('{kind: MeshSubset, tags: {version: v1}}', 'Deny'))],
    [
      200,
      from(
        item('{kind: Mesh}', 'Deny'),
        item('{kind: MeshServiceSubset, name: client, tags: {version: v1}}', 'Allow'),
      ),
    ],
    [403, from(item('{kind: MeshServiceSubset, name: client, tags: {version: v2}}', 'Allow'))],
    [200, '{rules: [{default: {allow: [{spiffeID: {type: Exact, value: "spiffe://default/client"}}]}}]}'],
    [403, '{rules: [{default: {allow: [{spiffeID: {type: Prefix, value: "spiffe://default/clien"}}]}}]}'],
    [200, '{rules: [{default: {allow: [{spiffeID: {type: Prefix, value: "spiffe://default"}}]}}]}'],
    [
      403,
      '{rules: [{default: {allow: [{spiffeID: {type: Prefix, value: "spiffe://default"}}], deny: [{spiffeID: {type: Exact, value: "spiffe://default/client"}}]}}]}',
    ],
    [200, '{rules: [{default: {allow: [{sni: {type: Exact, value: "shop{mesh=default}"}}]}}]}'],
    [403, '{rules: [{default: {allow: [{sni: {type: Exact, value: other}}]}}]}'],
    [
      200,
      '{targetRef: {kind: Dataplane, name: shop-1}, from: [{targetRef: {kind: Mesh}, default: {action: Allow}}]}',
    ],
    [
      403,
      '{targetRef: {kind: Dataplane, name: client}, from: [{targetRef: {kind: Mesh}, default: {action: Allow}}]}',
    ],
  ];
  for (const [status, spec] of cases) {
    mesh.write('permission.yaml', permission('one', spec));
    await gets(status);
  }
});

test('connections of whom nobody allows are closed', async t => {
  const { mesh, gets } = await meshOf(t, { 'mesh.yaml': authority('STRICT') }, 'tcp');
  await gets(0);
  mesh.write('permission.yaml', permission('one', from(item('{kind: MeshService, name: client}', 'Allow'))));
  await gets(200);
  mesh.write('permission.yaml', permission('one', from(item('{kind: MeshService, name: other}', 'Allow'))));
  await gets(0);
});

test('where a mesh is permissive, permissions are asked of those who show who they are, and of nobody else', async t => {
  const { gets, plain } = await meshOf(t, { 'mesh.yaml': authority('PERMISSIVE') });
  await gets(403);
  assert.equal(await plain(), 200);
});

test('connections in plain text are asked for nothing where a mesh is permissive', async t => {
  const { gets, plain } = await meshOf(t, { 'mesh.yaml': authority('PERMISSIVE') }, 'tcp');
  await gets(0);
  assert.equal(await plain(), 200);
});

const meshTls = (spec: string) => `
type: MeshTLS
mesh: default
name: tls
spec: ${spec}
`;

/** Resolves when who is not a sidecar gets this status; 0 is none. */
async function plainGets(plain: () => Promise<number>, status: number) {
  const deadline = Date.now() + 10_000;
  while ((await plain()) !== status) assert.ok(Date.now() < deadline, `never ${status} in plain text`);
}

test('a MeshTLS has workloads of a strict mesh be called in plain text as well, and those of a permissive one no longer', async t => {
  const { mesh, call, plain } = await meshOf(t, { 'mesh.yaml': mtls('STRICT') });
  assert.equal(await plain(), 0);
  const said: readonly (readonly [status: number, mode: string, spec: string])[] = [
    [200, 'STRICT', '{from: [{targetRef: {kind: Mesh}, default: {mode: Permissive}}]}'],
    [0, 'PERMISSIVE', '{rules: [{default: {mode: Strict}}]}'],
    [200, 'STRICT', '{targetRef: {kind: Dataplane, name: shop-1}, rules: [{default: {mode: Permissive}}]}'],
    [0, 'STRICT', '{targetRef: {kind: Dataplane, name: client}, rules: [{default: {mode: Permissive}}]}'],
    [
      200,
      'STRICT',
      '{targetRef: {kind: MeshSubset, tags: {kuma.io/service: shop}}, from: [{targetRef: {kind: Mesh}, default: {mode: Permissive}}]}',
    ],
  ];
  for (const [status, mode, spec] of said) {
    mesh.write('mesh.yaml', mtls(mode));
    mesh.write('tls.yaml', meshTls(spec));
    await plainGets(plain, status);
    assert.equal((await call()).status, 200, spec);
  }
});

test('a MeshTLS that asks for a permission lets who shows nothing pass unasked only where it is permissive', async t => {
  const { mesh, gets, plain } = await meshOf(t, { 'mesh.yaml': authority('STRICT') });
  await gets(403);
  mesh.write('tls.yaml', meshTls('{rules: [{default: {mode: Permissive}}]}'));
  await plainGets(plain, 200);
  await gets(403);
});

test('versions and ciphers of a MeshTLS are spoken by who calls and by who is called', async t => {
  const { mesh, call, handshake } = await meshOf(t, { 'mesh.yaml': mtls('STRICT') });
  const spoken = async (isAsSaid: (version: string) => boolean, which: 'TLSv1.2' | 'TLSv1.3') => {
    const deadline = Date.now() + 10_000;
    while (!isAsSaid(await handshake(which))) assert.ok(Date.now() < deadline, await handshake(which));
    assert.equal((await call()).status, 200);
  };
  const isRefused = (said: string) => /protocol version|unsupported protocol/i.test(said);
  await spoken(said => !isRefused(said), 'TLSv1.2');
  await mesh.edit('tls.yaml', meshTls('{rules: [{default: {tlsVersion: {min: TLS13}}}]}'));
  await spoken(isRefused, 'TLSv1.2');
  await spoken(said => !isRefused(said), 'TLSv1.3');
  await mesh.edit(
    'tls.yaml',
    meshTls('{rules: [{default: {tlsVersion: {max: TLS12}, tlsCiphers: [ECDHE-RSA-AES256-GCM-SHA384]}}]}'),
  );
  await spoken(isRefused, 'TLSv1.3');
});
