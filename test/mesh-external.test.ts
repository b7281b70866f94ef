import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { type SeenOverTls, startTlsUpstream } from './harness/tls-upstream.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const server = makeKeyPair('shop.test', 'localhost');
const client = makeKeyPair('client.test');
const inline = (base64: string) => `{inline: ${base64}}`;
const believed = `caCert: ${inline(server.certificate)}`;
const pair = `clientCert: {secret: client-cert}, clientKey: ${inline(client['private-key'])}`;

describe('services outside of the mesh, and services that join others, through a real Envoy', () => {
  let upstreams: Upstreams;
  let secure: Awaited<ReturnType<typeof startTlsUpstream>>;
  let mesh: RunningGateway;
  const ports = new Map<string, number>();

  const external = (name: string, endpoints: string, more = '') => `
type: MeshExternalService
mesh: default
name: ${name}
spec:
  match: {port: 80, protocol: http}
  endpoints: [${endpoints}]
${more}`;
  /** As they were written before MeshExternalService: by a tag, and what stands at the end of `address`. */
  const tagged = (name: string, tag: string, port: number | string | undefined, tls = '') => `
type: ExternalService
mesh: default
name: ${name}
tags: {kuma.io/service: ${tag}, kuma.io/protocol: http}
networking: {address: "localhost:${port}"${tls}}
`;
  const over = (name: string, verification: string, endpoint = `address: 127.0.0.1, port: ${secure.port}`) =>
    external(name, `{${endpoint}}`, `  tls: {enabled: true, verification: {${verification}}}\n`);
  const dataplane = (name: string, address: string, port: number | string | undefined, outbounds = '') => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  address: ${address}
  inbound: [{name: web, port: 8080, serviceAddress: 127.0.0.1, servicePort: ${port}, protocol: http}]
${outbounds}`;
  const service = (name: string) => `
type: MeshService
mesh: default
name: ${name}
labels: {joined: "yes"}
spec:
  selector: {dataplaneLabels: {matchLabels: {app: ${name}}}}
  ports: [{name: web, port: ${name === 'east' ? 80 : 8000}, targetPort: web, appProtocol: http}, {name: other, port: 81}]
`;

  const keptPort = async (name: string) => {
    const port = await freePort();
    ports.set(name, port);
    return port;
  };

  before(async () => {
    [upstreams, secure] = [await startUpstreams(), await startTlsUpstream(server, true)];
    const plain = upstreams.values.a;
    const dead = await freePort();
    const services: Readonly<Record<string, string>> = {
      secured: over('secured', `${believed}, serverName: shop.test`),
      stranger: over('stranger', 'serverName: shop.test'),
      'other-name': over('other-name', `${believed}, serverName: bank.test`),
      exact: over('exact', `${believed}, serverName: bank.test, subjectAltNames: [{value: shop.test}]`),
      prefix: over('prefix', `${believed}, subjectAltNames: [{type: Prefix, value: shop.}]`),
      'other-prefix': over('other-prefix', `${believed}, subjectAltNames: [{type: Prefix, value: bank.}]`),
      'no-name': over('no-name', believed),
      'skip-san': over('skip-san', `mode: SkipSAN, ${believed}, serverName: bank.test`),
      'skip-san-stranger': over('skip-san-stranger', 'mode: SkipSAN'),
      'skip-ca': over('skip-ca', `mode: SkipCA, serverName: shop.test, ${pair}`),
      'skip-all': over('skip-all', 'mode: SkipAll'),
      named: over('named', believed, `address: localhost, port: ${secure.port}`),
      shown: over('shown', `${believed}, serverName: shop.test, ${pair}`),
      'no-secret': over(
        'no-secret',
        `${believed}, clientCert: {secret: nope}, clientKey: ${inline(client['private-key'])}`,
      ),
      plain: external('plain', `{address: localhost, port: ${plain}}`),
      second: external(
        'second',
        `{address: 127.0.0.1, port: ${dead}}, {address: 127.0.0.1, port: ${plain}, priority: 7}`,
      ),
      metadata: external('metadata', '{address: 169.254.169.254, port: 80}'),
      socket: external('socket', `{address: "unix://${upstreams.values['socket-directory']}/unix.sock"}`),
    };
    const outbounds: string[] = [];
    for (const name of [...Object.keys(services), 'joined']) {
      const port = await freePort();
      ports.set(name, port);
      const kind = name === 'joined' ? 'MeshMultiZoneService' : 'MeshExternalService';
      outbounds.push(`    - {port: ${port}, backendRef: {kind: ${kind}, name: ${name}, port: 80}}`);
    }
    const byTag = {
      older: `    - {port: ${await keptPort('older')}, tags: {kuma.io/service: older}}`,
      'older-tls': `    - {port: ${await keptPort('older-tls')}, tags: {kuma.io/service: older-tls}}`,
    };
    outbounds.push(...Object.values(byTag));
    mesh = await runGateway({
      'older.yaml': [
        tagged('one', 'older', upstreams.values.a),
        tagged('two', 'older', upstreams.values.b),
        tagged('three', 'older', secure.port, ', tls: {enabled: true}'),
        tagged(
          'four',
          'older-tls',
          secure.port,
          `, tls: {enabled: true, ${believed}, serverName: shop.test}`,
        ),
      ].join('---'),
      'client.yaml': dataplane('client', '127.8.0.1', plain, `  outbound:\n${outbounds.join('\n')}\n`),
      'services.yaml': Object.values(services).join('\n---\n'),
      'secret.yaml': `{type: Secret, mesh: default, name: client-cert, data: ${client.certificate}}`,
      'joined.yaml': [
        dataplane('east', '127.8.0.2', upstreams.values.a),
        dataplane('west', '127.8.0.3', upstreams.values.b),
        ...[service('east'), service('west')],
        `
type: MeshMultiZoneService
mesh: default
name: joined
spec:
  selector: {meshService: {matchLabels: {joined: "yes"}}}
  ports: [{name: web, port: 80, appProtocol: http}]
`,
      ].join('\n---\n'),
    });
  });
  after(async () => {
    await mesh.close();
    await secure.close();
    await upstreams.close();
  });

  const call = (name: string) =>
    ask({ plain: ports.get(name) ?? 0, secure: 0 }, { host: 'anything.mesh', path: '/' });
  const seen = async (name: string) => {
    const { status, body } = await call(name);
    return status === 200 ? (JSON.parse(body) as SeenOverTls) : status;
  };
  const findings = (name: string) =>
    [...mesh.controlPlane.pipeline.status.findings.entries()]
      .filter(([key]) => key.endsWith(`/${name}`))
      .flatMap(([, found]) => found.map(({ path, message }) => `${path}: ${message}`));

  it('are believed as their verification says, and by nobody else', async () => {
    const serverNameOf = async (name: string) => {
      const got = await seen(name);
      return typeof got === 'number' ? got : got.serverName;
    };
    const names = ['secured', 'stranger', 'other-name', 'exact', 'prefix', 'other-prefix', 'no-name'];
    assert.deepEqual(await Promise.all(names.map(serverNameOf)), [
      'shop.test',
      503,
      503,
      'bank.test',
      '',
      503,
      503,
    ]);
    const skipping = ['skip-san', 'skip-san-stranger', 'skip-ca', 'skip-all', 'named'];
    assert.deepEqual(await Promise.all(skipping.map(serverNameOf)), [
      'bank.test',
      503,
      'shop.test',
      '',
      'localhost',
    ]);
  });

  it('are shown the key pair that stands in a Secret and beside it; without the Secret nobody is called', async () => {
    const { fingerprint256 } = new X509Certificate(Buffer.from(client.certificate, 'base64'));
    for (const name of ['shown', 'skip-ca']) {
      const got = await seen(name);
      assert.equal(typeof got === 'number' ? got : got.client, fingerprint256, name);
    }
    assert.equal((await call('no-secret')).status, 503);
    assert.deepEqual(findings('no-secret'), [
      'spec.tls.verification.clientCert: names Secret nope of mesh default, which was not found',
    ]);
  });

  it('are asked by their own name, not by that which the mesh has for them', async () => {
    const { status, seen } = await call('plain');
    assert.equal(status, 200);
    assert.equal(seen?.host, 'localhost');
    const overTls = await call('named');
    assert.equal((JSON.parse(overTls.body) as SeenOverTls).host, 'localhost');
  });

  it('are called at their other endpoints while those of the first priority are down', async () => {
    let status = 0;
    for (let i = 0; i < 10 && status !== 200; i++) status = (await call('second')).status;
    assert.equal(status, 200);
    for (let i = 0; i < 5; i++) assert.equal((await call('second')).status, 200);
  });

  it('may be unix sockets, and are not called where the operator does not allow the address', async () => {
    assert.equal((await call('socket')).status, 200);
    assert.equal((await call('metadata')).status, 503);
    assert.match(
      findings('metadata').join(),
      /endpoints\[0\].address: IP address 169.254.169.254 is a cloud metadata service/,
    );
  });

  it('may be written by a tag, which several share that are spoken to alike', async () => {
    const seenOf = new Set<string | undefined>();
    for (let i = 0; i < 20; i++) seenOf.add((await call('older')).seen?.backend);
    assert.deepEqual([...seenOf].sort(), ['a', 'b']);
    assert.match(
      findings('three').join(),
      /spoken to otherwise than the older ones of the tag kuma.io\/service: older/,
    );
    assert.deepEqual(findings('one'), []);
    const got = await seen('older-tls');
    assert.equal(typeof got === 'number' ? got : got.serverName, 'shop.test');
  });

  it('join the ports of one name, whatever their numbers, as the services that they select come and go', async () => {
    const backends = async () => {
      const found = new Set<string | undefined>();
      for (let i = 0; i < 40; i++) found.add((await call('joined')).seen?.backend);
      return [...found].sort();
    };
    assert.deepEqual(await backends(), ['a', 'b']);
    const status = mesh.controlPlane.pipeline.status.statuses.get(
      'kuma.io/MeshMultiZoneService/local/default/joined',
    );
    assert.deepEqual(
      status?.meshServices?.map(({ name }) => name),
      ['east', 'west'],
    );
    assert.match(status?.vips?.[0]?.ip ?? '', /^243\./);
  });
});
