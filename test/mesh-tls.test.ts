import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { makeAuthority } from './harness/authority.ts';
import { ask } from './harness/client.ts';
import { runGateway } from './harness/running-gateway.ts';
import { startUpstreams } from './harness/upstreams.ts';

const [client, shop] = ['127.7.1.1', '127.7.1.2'];

/** Two workloads of a mesh, one of which calls the other. */
async function meshOf(t: TestContext, files: Readonly<Record<string, string>>) {
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
      tags: {kuma.io/service: shop, kuma.io/protocol: http}
`,
    ...files,
  });
  t.after(() => mesh.close());
  const call = () => ask({ plain: outbound, secure: 0 }, { host: 'shop.mesh', path: '/' });
  /** What somebody gets who is no sidecar. */
  const plain = () =>
    fetch(`http://${shop}:${inbound}/`).then(
      response => response.status,
      () => 0,
    );
  return { mesh, call, plain };
}

const mtls = (mode: string) => `
type: Mesh
name: default
mtls:
  enabledBackend: ca-1
  backends: [{name: ca-1, type: builtin, mode: ${mode}}]
`;

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
  const pushes = mesh.pushes.length;
  mesh.write('mesh.yaml', mtls('STRICT'));
  await mesh.pushedBeyond(pushes);
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
  const given = (cert: string) => `
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
    ['mtls.backends[0].conf.cert', 'is no certificate in PEM, so nobody is vouched for by it'],
  );
  assert.equal((await call()).status, 200, 'certificates that were issued before hold on');
});
