import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { gatewayOn, route, rule } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { type SeenOverTls, startTlsUpstream } from './harness/tls-upstream.ts';

const pair = makeKeyPair('shop.test', 'localhost');

const authorities = `
apiVersion: v1
kind: Secret
metadata: {name: authorities}
data: {ca.crt: ${pair.certificate}}
`;

const backend = (name: string, port: number, tls: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: ${port}}}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: {name: ${name}}
spec:
  targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: ${name}}]
  tls: {${tls}}
`;

const upstreamOf = (name: string, port: number, sslConfig: string) => `
apiVersion: gloo.solo.io/v1
kind: Upstream
metadata: {name: ${name}}
spec:
  static: {hosts: [{addr: 127.0.0.1, port: ${port}}]}
  sslConfig: {${sslConfig}}
`;

describe('TLS as a BackendConfigPolicy of kgateway and an Upstream of gloo say, through a real Envoy', () => {
  let upstream: Awaited<ReturnType<typeof startTlsUpstream>>;
  let gateway: RunningGateway;
  let plain: number;
  before(async () => {
    plain = await freePort();
    upstream = await startTlsUpstream(pair);
    const settings = {
      believed: 'secretRef: {name: authorities}, sni: shop.test',
      other: 'secretRef: {name: authorities}, sni: bank.test',
      instead: 'secretRef: {name: authorities}, sni: bank.test, verifySubjectAltNames: [shop.test]',
      anyone: 'insecureSkipVerify: true, sni: bank.test',
      system: 'wellKnownCACertificates: System, sni: shop.test',
      missing: 'secretRef: {name: nowhere}, sni: shop.test',
    };
    const ownSettings = {
      'own-believed': 'secretRef: {name: authorities}, sni: shop.test',
      'own-other': 'secretRef: {name: authorities}, sni: bank.test',
      'own-instead': 'secretRef: {name: authorities}, sni: bank.test, verifySubjectAltName: [shop.test]',
      'own-missing': 'secretRef: {name: nowhere}, sni: shop.test',
      'own-elsewhere': 'secretRef: {name: authorities, namespace: other}, sni: shop.test',
    };
    const names = Object.keys(settings);
    gateway = await runGateway({
      'gateway.yaml': gatewayOn(plain),
      'authorities.yaml': authorities,
      'backends.yaml': Object.entries(settings)
        .map(([name, tls]) => backend(name, upstream.port, tls))
        .join('---'),
      'upstreams.yaml': Object.entries(ownSettings)
        .map(([name, ssl]) => upstreamOf(name, upstream.port, ssl))
        .join('---'),
      'route.yaml': route(
        'shop',
        'shop.test',
        ...names.map(name => rule(`/${name}`, name)),
        ...Object.keys(ownSettings).map(
          name =>
            `    - {matches: [{path: {value: /${name}}}], backendRefs: [{group: gloo.solo.io, kind: Upstream, name: ${name}}]}\n`,
        ),
      ),
    });
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
  });

  const seen = async (name: string) => {
    const { status, body } = await ask({ plain, secure: 0 }, { host: 'shop.test', path: `/${name}` });
    return status === 200 ? (JSON.parse(body) as SeenOverTls).serverName : status;
  };

  it('is believed by the authority of a Secret, for the name that is asked for, or others in its place', async () => {
    assert.equal(await seen('believed'), 'shop.test');
    assert.equal(await seen('other'), 503);
    assert.equal(await seen('instead'), 'bank.test');
  });

  it('is believed whoever it is only where that is written', async () => {
    assert.equal(await seen('anyone'), 'bank.test');
    assert.equal(await seen('system'), 503);
  });

  it('is sent nothing, least of all in plain text, while its Secret is missing', async () => {
    assert.equal(await seen('missing'), 500);
  });

  it('is believed so by what an Upstream says itself, by a Secret that it may name', async () => {
    assert.equal(await seen('own-believed'), 'shop.test');
    assert.equal(await seen('own-other'), 503);
    assert.equal(await seen('own-instead'), 'bank.test');
    assert.equal(await seen('own-missing'), 500);
    assert.equal(await seen('own-elsewhere'), 500);
  });
});
