import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createManualClock } from '#lib/manual-clock.ts';
import { makeAuthority } from './harness/authority.ts';
import { type Evaluation, evaluate } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { gatewayOn } from './harness/manifests.ts';
import type { RunningGateway } from './harness/running-gateway.ts';
import { configMap, runSecureGateway, secret, validationPolicy } from './harness/secure-gateway.ts';

const day = 24 * 3_600_000;

const pem = (base64: string) => Buffer.from(base64, 'base64').toString();

/** A client's certificate that it has signed itself, as it shows it. */
const makeClient = () => {
  const pair = makeKeyPair();
  return { cert: pem(pair.certificate), key: pem(pair['private-key']) };
};

const believed = (kind: string, name: string, group = '') =>
  `caCertificateRefs: [{group: "${group}", kind: ${kind}, name: ${name}}]`;

/** A policy of the name of its listener. */
const atListener = (name: string, validation: string) =>
  validationPolicy(name, validation, `name: edge, sectionName: ${name}`);

const saysInsecure = ({ controlPlane: { pipeline } }: RunningGateway) =>
  pipeline.status.statuses
    .get('gateway.networking.k8s.io/Gateway/local/default/edge')
    ?.conditions?.some(({ type }) => type === 'InsecureFrontendValidationMode');

const findingsOf = ({ pipeline }: Evaluation, policy: string) =>
  (
    pipeline.status.findings.get(`gateway.envoyproxy.io/ClientTrafficPolicy/local/default/${policy}`) ?? []
  ).map(({ severity, path, message }) => `${severity} ${path} ${message}`);

describe('a gateway that asks its clients for certificates', () => {
  it('lets in whom the authorities vouch for, and where it may fall back also others (spec.tls.frontend)', async () => {
    const [client, stranger] = [makeClient(), makeClient()];
    const asking = (mode: string) => `{validation: {${believed('ConfigMap', 'authorities')}, mode: ${mode}}}`;
    const gateway = await runSecureGateway(
      ['strict', 'lenient'],
      [configMap('authorities', { 'ca.crt': client.cert })],
      ports => `
  tls:
    frontend:
      default: ${asking('AllowValidOnly')}
      perPort: [{port: ${ports.get('lenient')}, tls: ${asking('AllowInsecureFallback')}}]
`,
    );
    const { running, ask } = gateway;
    try {
      assert.deepEqual(
        [await ask('strict', client), await ask('strict'), await ask('strict', stranger)],
        [200, 0, 0],
        'with a certificate, without one, with a stranger’s',
      );
      assert.deepEqual(
        [await ask('lenient', client), await ask('lenient'), await ask('lenient', stranger)],
        [200, 200, 200],
      );
      assert.equal(saysInsecure(running), true, 'and the Gateway says so');
      const written = readFileSync(join(running.directory, 'gateway.yaml'), 'utf8');
      await running.edit('gateway.yaml', written.replace('AllowInsecureFallback', 'AllowValidOnly'));
      assert.equal(saysInsecure(running), false);
    } finally {
      await gateway.close();
    }
  });

  it('believes whom a policy on a listener names, in a ClusterTrustBundle too', async () => {
    const [client, stranger] = [makeClient(), makeClient()];
    const { ask, close } = await runSecureGateway(
      ['strict'],
      [
        `
apiVersion: certificates.k8s.io/v1beta1
kind: ClusterTrustBundle
metadata: {name: authorities}
spec: {trustBundle: ${JSON.stringify(client.cert)}}
`,
        atListener('strict', believed('ClusterTrustBundle', 'authorities', 'certificates.k8s.io')),
      ],
    );
    try {
      assert.deepEqual(
        [await ask('strict', client), await ask('strict'), await ask('strict', stranger)],
        [200, 0, 0],
      );
    } finally {
      await close();
    }
  });

  it('believes a certificate by its names, of any sort, and until its authority has revoked it', async () => {
    const authority = makeAuthority();
    const known = authority.issue('/CN=known', 'otherName:1.3.6.1.4.1.311.20.2.3;UTF8:alice@shop.test');
    const revoked = authority.issue('/CN=revoked', 'otherName:1.3.6.1.4.1.311.20.2.3;UTF8:bob@shop.test');
    const unnamed = authority.issue('/CN=unnamed', 'DNS:shop.test');
    const asking = (listener: string, asked: string) =>
      atListener(listener, `${believed('ConfigMap', 'authority')}, ${asked}`);
    const byName = `subjectAltNames: {otherNames: [{oid: 1.3.6.1.4.1.311.20.2.3, type: Suffix, value: "@shop.test"}]}`;
    const { ask, close } = await runSecureGateway(
      ['named', 'listed', 'unlisted'],
      [
        configMap('authority', { 'ca.crt': authority.certificate }),
        secret('revoked', { 'ca.crl': Buffer.from(authority.revoke(revoked)).toString('base64') }),
        asking('named', byName),
        asking('listed', 'crl: {refs: [{name: revoked}], onlyVerifyLeafCertificate: true}'),
        asking('unlisted', 'crl: {refs: [{name: nowhere}]}'),
      ],
    );
    try {
      assert.deepEqual([await ask('named', known), await ask('named', unnamed)], [200, 0], 'by name');
      assert.deepEqual([await ask('listed', known), await ask('listed', revoked)], [200, 0], 'by the list');
      assert.equal(await ask('unlisted', known), 0, 'without the list nobody knows whom to keep out');
    } finally {
      await close();
      authority.close();
    }
  });

  it('says so when a list of revoked certificates has run out, by which Envoy would believe nobody', () => {
    const authority = makeAuthority();
    const clock = createManualClock(Date.now());
    const asked = believed('ConfigMap', 'authority');
    const evaluation = evaluate(
      [
        gatewayOn(80),
        configMap('authority', { 'ca.crt': authority.certificate, 'ca.crl': authority.revoke() }),
        validationPolicy(
          'listed',
          `allowExpiredCertificate: true, ${asked}, crl: {refs: [{group: "", kind: ConfigMap, name: authority}]}`,
          'name: edge',
        ),
      ].join('---'),
      { clock },
    );
    authority.close();
    assert.deepEqual(findingsOf(evaluation, 'listed'), []);
    clock.turn(365 * day);
    const [finding = '', ...others] = findingsOf(evaluation, 'listed');
    assert.deepEqual(others, []);
    assert.match(
      finding,
      /^error spec\.tls\.clientValidation\.crl\.refs\[0\] ConfigMap default\/authority has a list of revoked certificates under ca\.crl that ran out on \d{4}-/,
    );
  });

  it('believes authorities under ca.crt alone, where a policy asks for certificates', async () => {
    const client = makeClient();
    const certificate = Buffer.from(client.cert).toString('base64');
    const { ask, close } = await runSecureGateway(
      ['told', 'untold'],
      [
        secret('told', { 'ca.crt': certificate }),
        secret('untold', { 'tls.crt': certificate }),
        atListener('told', believed('Secret', 'told')),
        atListener('untold', believed('Secret', 'untold')),
      ],
    );
    try {
      assert.deepEqual([await ask('told', client), await ask('untold', client)], [200, 0]);
    } finally {
      await close();
    }
  });

  it('says so when an authority has run out, and lets nobody in by it unless that is allowed', () => {
    const [former, next] = [makeAuthority(), makeAuthority()];
    const clock = createManualClock(Date.now());
    const asked = believed('ConfigMap', 'authority');
    const evaluation = evaluate(
      [
        gatewayOn(80),
        gatewayOn(81).replaceAll('edge', 'lenient'),
        configMap('authority', { 'ca.crt': `${former.certificate}${next.certificate}` }),
        validationPolicy('edge', asked, 'name: edge'),
        validationPolicy('lenient', `${asked}, allowExpiredCertificate: true`, 'name: lenient'),
      ].join('---'),
      { clock },
    );
    former.close();
    next.close();
    assert.deepEqual(findingsOf(evaluation, 'edge'), []);
    clock.turn(3 * day);
    assert.match(
      findingsOf(evaluation, 'edge').join('\n'),
      /^error spec\.tls\.clientValidation\.caCertificateRefs\[0\] ConfigMap authority holds an authority that ran out on \d{4}-/,
    );
    assert.deepEqual(findingsOf(evaluation, 'lenient'), []);
  });

  it('tells by their certificates who may do what, where a SecurityPolicy asks for that', async () => {
    const authority = makeAuthority();
    const shop = authority.issue('/O=shop/CN=till', 'URI:spiffe://shop.test/till,DNS:till.shop.test');
    const named = authority.issue('/O=shop/CN=named', 'DNS:named.shop.test');
    const stranger = authority.issue('/O=else/CN=till', 'URI:spiffe://shop.test/till');
    const asked = `principal: {clientCert: {subject: {type: Suffix, value: "O=shop"}, subjectAltNames: {uris: [{type: Prefix, value: "spiffe://shop.test/"}], dnsNames: [{type: RegularExpression, value: "n[a-z]+[.]shop[.]test"}]}}}`;
    const { ask, close } = await runSecureGateway(
      ['secure'],
      [
        configMap('authority', { 'ca.crt': authority.certificate }),
        atListener('secure', `optional: true, ${believed('ConfigMap', 'authority')}`),
        `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: {name: shop}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]
  authorization: {rules: [{action: Allow, ${asked}}]}
`,
      ],
    );
    try {
      assert.deepEqual([await ask('secure', shop), await ask('secure', named)], [200, 200], 'by either name');
      assert.deepEqual(
        [await ask('secure', stranger), await ask('secure')],
        [403, 403],
        'of another subject, or of nobody',
      );
      assert.equal(await ask('plain'), 403, 'where nobody is asked, nobody has a certificate');
    } finally {
      await close();
      authority.close();
    }
  });
});
