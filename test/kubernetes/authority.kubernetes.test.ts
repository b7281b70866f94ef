import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { knownAfter } from '#identity';
import { createManualClock } from '#lib/manual-clock.ts';
import { certificatesIn } from '#lib/pem.ts';
import { proxyId } from '#model';
import { type Cluster, openCluster } from '#sources/kubernetes';
import { certifyGateways, type GatewayCertifier } from '../../src/main/certify-gateways.ts';
import { makeAuthority } from '../harness/authority.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { apiServerMissing } from './harness/tools.ts';

const edge = proxyId({ kind: 'gateway', namespace: 'shop', name: 'edge' });
const namespace = 'default';
const year = 365 * 24 * 3_600_000;

describe('the authority of gateways’ proxies, in a Secret that all replicas share', {
  skip: apiServerMissing(),
}, () => {
  let server: ApiServer;
  let cluster: Cluster;
  let name: string;
  let tests = 0;
  const closes: (() => void)[] = [];
  before(async () => {
    server = await startApiServer();
    cluster = await openCluster({ kubeconfig: server.kubeconfig });
  });
  afterEach(() => {
    for (const close of closes.splice(0)) close();
  });
  after(async () => {
    cluster?.close();
    await server?.close();
  });

  /** A replica, with a clock of its own. */
  async function replica() {
    const clock = createManualClock(Date.now());
    const notices: string[] = [];
    const secret = { namespace, name };
    const onNotice = (message: string) => notices.push(message);
    const certifier = await certifyGateways({ cluster, secret, host: 'fairlead.test', clock, onNotice });
    closes.push(() => certifier.close());
    return { clock, certifier, notices };
  }
  const secret = () => server.kubectl(['get', 'secret', name, '-o', 'json']).then(JSON.parse);
  const other = async (certifier: GatewayCertifier, than: string) => {
    for (const end = Date.now() + 20_000; certifier.id === than; await pause(20))
      assert.ok(Date.now() < end, 'nobody took another authority');
    return certifier.id;
  };
  const signerOf = (chain: string, authorities: string) =>
    certificatesIn(authorities).findIndex(one =>
      new X509Certificate(chain).verify(new X509Certificate(one).publicKey),
    );

  it('is one, whoever makes it: replicas that start at once', async () => {
    name = `authority-${++tests}`;
    const [first, second] = await Promise.all([replica(), replica()]);
    assert.equal(first.certifier.id, second.certifier.id);
    assert.equal(first.certifier.tls.clientCa, second.certifier.tls.clientCa);
  });

  it('is followed by another a year before it ends, by one for all; who starts after that believes both', async () => {
    name = `authority-${++tests}`;
    const replicas = [await replica(), await replica()] as const;
    const [{ certifier, clock }, late] = replicas;
    const { id } = certifier;
    clock.turn(8.9 * year);
    await pause(200);
    assert.equal(certifier.id, id);
    clock.turn(0.2 * year);
    const next = await other(certifier, id);
    assert.equal(await other(late.certifier, id), next, 'also who has another time hears of it');
    const { chain, authority } = await certifier.certify(edge);
    assert.equal(signerOf(chain, authority), 0);
    assert.equal(certificatesIn(authority).length, 2);
    assert.equal(
      signerOf(certifier.tls.cert, authority),
      1,
      'the old one vouches for us until all know the new one',
    );
    clock.turn(knownAfter);
    assert.equal(signerOf(certifier.tls.cert, authority), 0);
    const { certifier: started } = await replica();
    assert.equal(started.id, next);
    assert.deepEqual(certificatesIn(started.tls.clientCa ?? ''), certificatesIn(authority));
  });

  it('is another’s who puts it there, as cert-manager writes it, and stays his to renew', async () => {
    name = `authority-${++tests}`;
    const { certifier, clock } = await replica();
    const { id } = certifier;
    const given = makeAuthority('rsa');
    closes.push(given.close);
    const before = await secret();
    const written = {
      'tls.crt': given.certificate,
      'tls.key': createPrivateKey(given.key).export({ type: 'pkcs1', format: 'pem' }),
      'ca.crt': given.certificate,
    };
    await server.apply({
      ...{ apiVersion: 'v1', kind: 'Secret', type: before.type, metadata: { name, namespace } },
      stringData: written,
    });
    await other(certifier, id);
    const { chain, authority } = await certifier.certify(edge);
    assert.equal(certificatesIn(authority)[0], given.certificate.trim());
    assert.equal(signerOf(chain, authority), 0);
    assert.equal(signerOf(certifier.tls.cert, authority), 1);
    clock.turn(knownAfter);
    assert.equal(signerOf(certifier.tls.cert, authority), 0);
    await pause(200);
    const kept = Buffer.from((await secret()).data['tls.crt'], 'base64').toString();
    assert.equal(kept, given.certificate, 'though it ends within a year');
  });

  it('is made anew by one for all when its Secret is removed, and who was vouched for before is believed', async () => {
    name = `authority-${++tests}`;
    const [one, two] = [await replica(), await replica()];
    const { id } = one.certifier;
    const { chain } = await one.certifier.certify(edge);
    await server.kubectl(['delete', 'secret', name]);
    assert.equal(await other(one.certifier, id), await other(two.certifier, id));
    for (const { certifier } of [one, two]) assert.equal(signerOf(chain, certifier.tls.clientCa ?? ''), 1);
  });

  it('stays as it was where nothing can be made of what is there, and that is said', async () => {
    name = `authority-${++tests}`;
    const { certifier, notices } = await replica();
    const { id, tls } = certifier;
    const patch = JSON.stringify({ stringData: { 'tls.crt': 'nonsense' } });
    await server.kubectl(['patch', 'secret', name, '-p', patch]);
    for (const end = Date.now() + 20_000; notices.length === 0; await pause(20)) assert.ok(Date.now() < end);
    assert.equal(
      notices[0],
      `the authority of gateways’ proxies stays as it was, tried again: the Secret default/${name}: its certificate cannot be read: it must be PEM`,
    );
    assert.deepEqual([certifier.id, certifier.tls], [id, tls]);
  });
});
