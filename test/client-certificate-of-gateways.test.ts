import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { evaluate } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { route, rule } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { type SeenOverTls, startTlsUpstream } from './harness/tls-upstream.ts';

type Pair = ReturnType<typeof makeKeyPair>;

const secret = (name: string, pair: Pair, namespace = 'default') => `
apiVersion: v1
kind: Secret
metadata: {name: ${name}, namespace: ${namespace}}
data: {tls.crt: ${pair.certificate}, tls.key: ${pair['private-key']}}
`;
const gatewayWith = (name: string, port: number, tls = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: ${name}}
spec:
  gatewayClassName: fairlead
  addresses: [{value: 127.0.0.1}]
  listeners: [{name: http, protocol: HTTP, port: ${port}}]
  ${tls}
`;
const showing = (ref: string) => `tls: {backend: {clientCertificateRef: {${ref}}}}`;
const backend = (name: string, port: number, tls: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: ${port}}}], tls: {insecureSkipVerify: true${tls}}}
`;
const fingerprint = (pair: Pair) =>
  new X509Certificate(Buffer.from(pair.certificate, 'base64')).fingerprint256;

describe('what a Gateway shows its backends over TLS, through a real Envoy', () => {
  const [first, second, own] = [makeKeyPair('edge.test'), makeKeyPair('edge.test'), makeKeyPair('own.test')];
  let upstream: Awaited<ReturnType<typeof startTlsUpstream>>;
  let gateway: RunningGateway;
  let ports: { readonly showing: number; readonly plain: number };
  before(async () => {
    ports = { showing: await freePort(), plain: await freePort() };
    upstream = await startTlsUpstream(makeKeyPair('shop.test'), true);
    gateway = await runGateway({
      'showing.yaml': gatewayWith('showing', ports.showing, showing('name: edge')),
      'plain.yaml': gatewayWith('plain', ports.plain),
      'edge.yaml': secret('edge', first),
      'own.yaml': secret('own', own),
      'backends.yaml': [
        backend('nothing', upstream.port, ''),
        backend('own', upstream.port, ', clientCertificateRef: {name: own}'),
      ].join('---'),
      'routes.yaml': route('shop', 'shop.test', rule('/nothing', 'nothing'), rule('/own', 'own')).replace(
        '[{name: edge}]',
        '[{name: showing}, {name: plain}]',
      ),
    });
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
  });

  const shown = async (port: number, path: string): Promise<string | undefined> => {
    const { status, body } = await ask({ plain: port, secure: 0 }, { host: 'shop.test', path });
    assert.equal(status, 200, body);
    return (JSON.parse(body) as SeenOverTls).client;
  };

  it('is its own key pair, where the backend names none, and nothing of another Gateway', async () => {
    assert.equal(await shown(ports.showing, '/nothing'), fingerprint(first));
    assert.equal(await shown(ports.showing, '/own'), fingerprint(own));
    assert.equal(await shown(ports.plain, '/nothing'), '');
  });

  it('is the new one once it was rotated, which changes nothing else', async () => {
    const before = gateway.pushes.length;
    await gateway.edit('edge.yaml', secret('edge', second));
    assert.deepEqual([...new Set(gateway.pushes.slice(before).map(push => push.type))], ['secret']);
    upstream.disconnect();
    assert.equal(await shown(ports.showing, '/nothing'), fingerprint(second));
  });
});

describe('a key pair of a Gateway that cannot be shown', () => {
  const refs = (ref: string, more = '') => {
    const { pipeline } = evaluate([gatewayWith('edge', 8080, showing(ref)), more].join('---'));
    const { conditions = [] } =
      pipeline.status.statuses.get('gateway.networking.k8s.io/Gateway/local/default/edge') ?? {};
    const found = conditions.find(({ type }) => type === 'ResolvedRefs');
    return [found?.status, found?.reason, found?.message];
  };

  it('is said on the Gateway, whose listeners stay in force', () => {
    const nothing = 'backends are shown no certificate until then';
    assert.deepEqual(refs('name: nowhere'), [
      'False',
      'InvalidClientCertificateRef',
      `Secret default/nowhere with a certificate was not found; ${nothing}`,
    ]);
    assert.deepEqual(refs('kind: ConfigMap, name: pair'), [
      'False',
      'InvalidClientCertificateRef',
      `ConfigMap default/pair cannot hold a certificate; only a Secret can; ${nothing}`,
    ]);
    const inVault = secret('pair', makeKeyPair(), 'vault');
    assert.deepEqual(refs('name: pair, namespace: vault', inVault), [
      'False',
      'RefNotPermitted',
      `clientCertificateRef to Secret vault/pair not permitted by any ReferenceGrant; ${nothing}`,
    ]);
    const grant = `
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: {name: pairs, namespace: vault}
spec:
  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: default}]
  to: [{group: "", kind: Secret, name: pair}]
`;
    assert.equal(refs('name: pair, namespace: vault', `${inVault}---${grant}`)[0], 'True');
  });
});
