import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { gatewayOn, route, rule } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { type SeenOverTls, startTlsUpstream } from './harness/tls-upstream.ts';

type Pair = ReturnType<typeof makeKeyPair>;

const secret = (name: string, pair: Pair, namespace = 'default') => `
apiVersion: v1
kind: Secret
metadata: {name: ${name}, namespace: ${namespace}}
data: {tls.crt: ${pair.certificate}, tls.key: ${pair['private-key']}}
`;
const backend = (name: string, port: number, tls: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: ${port}}}], tls: {${tls}}}
`;
const grant = `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: keys, namespace: keys}
spec:
  from: [{group: gateway.envoyproxy.io, kind: Backend, namespace: default}]
  to: [{group: "", kind: Secret}]
`;
const bundle = (pair: Pair) => `
apiVersion: certificates.k8s.io/v1beta1
kind: ClusterTrustBundle
metadata: {name: roots}
spec: {signerName: example.com/signer, trustBundle: ${JSON.stringify(Buffer.from(pair.certificate, 'base64').toString())}}
`;
const policy = `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: shared}
spec:
  targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: shared}]
  validation: {hostname: shop.test, caCertificateRefs: [{group: certificates.k8s.io, kind: ClusterTrustBundle, name: roots}]}
`;
const fingerprint = (pair: Pair) =>
  new X509Certificate(Buffer.from(pair.certificate, 'base64')).fingerprint256;

describe('what backends are shown over TLS, through a real Envoy', () => {
  const server = makeKeyPair('shop.test');
  const [first, second, other] = [makeKeyPair('client.test'), makeKeyPair('client.test'), makeKeyPair()];
  let upstream: Awaited<ReturnType<typeof startTlsUpstream>>;
  let gateway: RunningGateway;
  let plain: number;
  before(async () => {
    plain = await freePort();
    upstream = await startTlsUpstream(server, true);
    const { port } = upstream;
    const anyone = 'insecureSkipVerify: true';
    const tls: Readonly<Record<string, string>> = {
      nothing: anyone,
      own: `${anyone}, clientCertificateRef: {name: own}`,
      granted: `${anyone}, clientCertificateRef: {name: other, namespace: keys}`,
      missing: `${anyone}, clientCertificateRef: {name: nowhere}`,
      believed:
        'sni: shop.test, caCertificateRefs: [{group: certificates.k8s.io, kind: ClusterTrustBundle, name: roots}]',
      shared: 'clientCertificateRef: {name: own}',
      old: `${anyone}, maxVersion: "1.2", ciphers: [ECDHE-RSA-AES256-GCM-SHA384], ecdhCurves: [P-256]`,
      mute: `${anyone}, alpnProtocols: []`,
      plain: `${anyone}, alpnProtocols: [http/1.1]`,
    };
    gateway = await runGateway({
      'gateway.yaml': gatewayOn(plain),
      'secret.yaml': secret('own', first),
      'roots.yaml': bundle(server),
      'policy.yaml': policy,
      'other.yaml': [secret('other', other, 'keys'), grant].join('---'),
      'backends.yaml': Object.entries(tls)
        .map(([name, said]) => backend(name, port, said))
        .join('---'),
      'routes.yaml': route('shop', 'shop.test', ...Object.keys(tls).map(name => rule(`/${name}`, name))),
    });
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
  });

  const seen = async (path: string): Promise<Partial<SeenOverTls> & { readonly status: number }> => {
    const { status, body } = await ask({ plain, secure: 0 }, { host: 'shop.test', path });
    return { status, ...(status === 200 ? (JSON.parse(body) as SeenOverTls) : {}) };
  };

  it('is the key pair that they name, also one of another namespace that grants it, and nothing by itself', async () => {
    assert.equal((await seen('/nothing')).client, '');
    assert.equal((await seen('/own')).client, fingerprint(first));
    assert.equal((await seen('/granted')).client, fingerprint(other));
  });

  it('is shown to whom a ClusterTrustBundle vouches for', async () => {
    assert.equal((await seen('/believed')).status, 200);
  });

  it('is the Backend’s own where a BackendTLSPolicy says whom to believe, which the Backend leaves open', async () => {
    const { client, serverName } = await seen('/shared');
    assert.deepEqual({ client, serverName }, { client: fingerprint(first), serverName: 'shop.test' });
  });

  it('is nothing of a backend whose key pair cannot be found: it is out of service', async () => {
    assert.equal((await seen('/missing')).status, 500);
  });

  it('are the versions that are written, and what is offered to be spoken', async () => {
    assert.equal((await seen('/nothing')).version, 'TLSv1.3');
    assert.equal((await seen('/old')).version, 'TLSv1.2');
    assert.equal((await seen('/nothing')).protocol, '2.0');
    assert.equal((await seen('/mute')).protocol, '1.1');
    assert.equal((await seen('/plain')).protocol, '1.1');
  });

  it('is the new one once it was rotated, which changes nothing else', async () => {
    const before = gateway.pushes.length;
    await gateway.edit('secret.yaml', secret('own', second));
    const pushed = gateway.pushes.slice(before).map(push => push.type);
    assert.deepEqual([...new Set(pushed)], ['secret']);
    upstream.disconnect();
    assert.equal((await seen('/own')).client, fingerprint(second));
  });
});
