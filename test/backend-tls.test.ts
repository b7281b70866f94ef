import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { gatewayOn, route, rule } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { type SeenOverTls, startTlsUpstream } from './harness/tls-upstream.ts';

const pair = makeKeyPair('shop.test', 'localhost');

const trusted = `
apiVersion: v1
kind: Secret
metadata: {name: authorities}
data: {roots.pem: ${pair.certificate}}
`;
const trust = 'caCertificateRefs: [{group: "", kind: Secret, name: authorities}]';

const backend = (name: string, port: number, tls: string, more = '') => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: ${port}}${more}}]${tls}}
`;
const policy = (name: string, hostname: string, more = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: ${name}}
spec:
  targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: ${name}}]
  validation: {${trust}, hostname: ${hostname}${more}}
`;

describe('backends over TLS, through a real Envoy', () => {
  let upstream: Awaited<ReturnType<typeof startTlsUpstream>>;
  let gateway: RunningGateway;
  let plain: number;
  before(async () => {
    plain = await freePort();
    upstream = await startTlsUpstream(pair);
    const { port } = upstream;
    const backends = {
      '/host': backend('by-host', port, `, tls: {${trust}}`),
      '/fixed': backend('fixed', port, `, tls: {${trust}, sni: shop.test}`),
      '/endpoint': backend(
        'endpoint',
        port,
        `, tls: {${trust}, autoSNIFromEndpointHostname: true}`,
        ', hostname: shop.test',
      ),
      '/anyone': backend('anyone', port, ', tls: {insecureSkipVerify: true}'),
      '/stranger': backend('stranger', port, ', tls: {wellKnownCACertificates: System}'),
      '/ws': backend('ws', port, `, appProtocols: [gateway.envoyproxy.io/ws], tls: {${trust}}`),
      '/policy': `${backend('policy', port, '')}---${policy('policy', 'shop.test')}`,
      '/other-name': `${backend('other-name', port, '')}---${policy('other-name', 'bank.test')}`,
      '/alternative':
        backend('alternative', port, '') +
        '---' +
        policy('alternative', 'bank.test', ', subjectAltNames: [{type: Hostname, hostname: shop.test}]'),
    };
    const names = Object.values(backends).map(text => /name: (\S+)}/.exec(text)?.[1] ?? '');
    const rules = Object.keys(backends).map((path, i) => rule(path, names[i] ?? ''));
    gateway = await runGateway({
      'gateway.yaml': gatewayOn(plain),
      'trusted.yaml': trusted,
      'backends.yaml': Object.values(backends).join('---'),
      'routes.yaml': [route('shop', 'shop.test', ...rules), route('bank', 'bank.test', ...rules)].join('---'),
    });
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
  });

  const seen = async (path: string, host = 'shop.test') => {
    const { status, body } = await ask({ plain, secure: 0 }, { host, path });
    return status === 200 ? (JSON.parse(body) as SeenOverTls) : status;
  };

  it('where nothing is written, it is asked for by the request’s Host, and must be certified for it', async () => {
    assert.deepEqual(await seen('/host'), { serverName: 'shop.test', protocol: '2.0', host: 'shop.test' });
    assert.equal(await seen('/host', 'bank.test'), 503);
  });

  it('a written name is asked for, whatever the Host; so is the endpoint’s own', async () => {
    const expected = { serverName: 'shop.test', protocol: '2.0', host: 'bank.test' };
    assert.deepEqual(await seen('/fixed', 'bank.test'), expected);
    assert.deepEqual(await seen('/endpoint', 'bank.test'), expected);
  });

  it('anyone is believed where that is written, and still asked for by name', async () => {
    assert.deepEqual(await seen('/anyone', 'bank.test'), {
      serverName: 'bank.test',
      protocol: '2.0',
      host: 'bank.test',
    });
  });

  it('whom nobody vouches for is not asked', async () => {
    assert.equal(await seen('/stranger'), 503);
  });

  it('the backend chooses what is spoken, unless that is written', async () => {
    assert.deepEqual(await seen('/ws'), { serverName: 'shop.test', protocol: '1.1', host: 'shop.test' });
  });

  it('a BackendTLSPolicy has its name asked for and checked, or others checked in its place', async () => {
    const host = 'bank.test';
    assert.deepEqual(await seen('/policy', host), { serverName: 'shop.test', protocol: '2.0', host });
    assert.equal(await seen('/other-name'), 503);
    assert.deepEqual(await seen('/alternative', host), { serverName: 'bank.test', protocol: '2.0', host });
  });

  it('a policy that goes leaves plain text, which this server does not speak; one that comes back mends it', async () => {
    const { port } = upstream;
    gateway.write(
      'extra.yaml',
      `${backend('late', port, '')}---${route('late', 'late.test', rule('/', 'late'))}`,
    );
    await gateway.settled();
    assert.equal(typeof (await seen('/', 'late.test')), 'number');
    gateway.write('extra-policy.yaml', policy('late', 'shop.test'));
    await gateway.settled();
    assert.equal(typeof (await seen('/', 'late.test')), 'object');
  });
});
