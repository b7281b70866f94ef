import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createManualClock } from '#lib/manual-clock.ts';
import { freePorts } from '#lib/testing/free-port.ts';
import { makeAuthority, type Pair } from './harness/authority.ts';
import { ask } from './harness/client.ts';
import { evaluate } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams } from './harness/upstreams.ts';

const pem = (base64: string) => Buffer.from(base64, 'base64').toString();
const saysInsecure = ({ controlPlane: { pipeline } }: RunningGateway) =>
  pipeline.status.statuses
    .get('gateway.networking.k8s.io/Gateway/local/default/edge')
    ?.conditions?.some(({ type }) => type === 'InsecureFrontendValidationMode');

describe('a gateway that asks its clients for certificates (spec.tls.frontend)', () => {
  it('lets in whom the authorities vouch for, and where it may fall back also others', async () => {
    const [server, client, stranger] = [makeKeyPair(), makeKeyPair(), makeKeyPair()];
    const [plain = 0, strict = 0, lenient = 0] = await freePorts(3);
    const upstreams = await startUpstreams();
    const validation = '{caCertificateRefs: [{group: "", kind: ConfigMap, name: authorities}], mode: MODE}';
    const https = (name: string, port: number) =>
      `{name: ${name}, protocol: HTTPS, port: ${port}, tls: {certificateRefs: [{name: pair}]}}`;
    const written = `${gatewayOn(plain).replace('listeners: [', `listeners: [${https('strict', strict)}, ${https('lenient', lenient)}, `)}
  tls:
    frontend:
      default: {validation: ${validation.replace('MODE', 'AllowValidOnly')}}
      perPort: [{port: ${lenient}, tls: {validation: ${validation.replace('MODE', 'AllowInsecureFallback')}}}]
---
apiVersion: v1
kind: Secret
metadata: {name: pair}
data: {tls.crt: ${server.certificate}, tls.key: ${server['private-key']}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: authorities}
data: {ca.crt: ${JSON.stringify(pem(client.certificate))}}
`;
    const gateway = await runGateway({
      'gateway.yaml': written,
      'route.yaml': [backend('a', upstreams.values.a), route('r', 'any.test', rule('/', 'a'))].join('---'),
    });
    const asked = async (port: number, pair?: typeof client) => {
      const request = { host: 'any.test', path: '/', tls: 'any.test', port: String(port) };
      const identity = pair && { cert: pem(pair.certificate), key: pem(pair['private-key']) };
      return (await ask({ plain, secure: strict }, request, identity)).status;
    };
    try {
      assert.deepEqual(
        [await asked(strict, client), await asked(strict), await asked(strict, stranger)],
        [200, 0, 0],
        'with a certificate, without one, with a stranger’s',
      );
      assert.deepEqual(
        [await asked(lenient, client), await asked(lenient), await asked(lenient, stranger)],
        [200, 200, 200],
      );
      assert.equal(saysInsecure(gateway), true, 'and the Gateway says so');
      await gateway.edit('gateway.yaml', written.replace('AllowInsecureFallback', 'AllowValidOnly'));
      assert.equal(saysInsecure(gateway), false);
    } finally {
      await gateway.close();
      await upstreams.close();
    }
  });

  it('believes whom a policy on a listener names, in a ClusterTrustBundle too', async () => {
    const [server, client, stranger] = [makeKeyPair(), makeKeyPair(), makeKeyPair()];
    const [plain = 0, strict = 0] = await freePorts(2);
    const upstreams = await startUpstreams();
    const https = `{name: strict, protocol: HTTPS, port: ${strict}, tls: {certificateRefs: [{name: pair}]}}`;
    const gateway = await runGateway({
      'gateway.yaml': `${gatewayOn(plain).replace('listeners: [', `listeners: [${https}, `)}
---
apiVersion: v1
kind: Secret
metadata: {name: pair}
data: {tls.crt: ${server.certificate}, tls.key: ${server['private-key']}}
---
apiVersion: certificates.k8s.io/v1beta1
kind: ClusterTrustBundle
metadata: {name: authorities}
spec: {trustBundle: ${JSON.stringify(pem(client.certificate))}}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: strict}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge, sectionName: strict}]
  tls: {clientValidation: {caCertificateRefs: [{group: certificates.k8s.io, kind: ClusterTrustBundle, name: authorities}]}}
`,
      'route.yaml': [backend('a', upstreams.values.a), route('r', 'any.test', rule('/', 'a'))].join('---'),
    });
    const asked = async (pair?: typeof client) => {
      const identity = pair && { cert: pem(pair.certificate), key: pem(pair['private-key']) };
      const request = { host: 'any.test', path: '/', tls: 'any.test', port: String(strict) };
      return (await ask({ plain, secure: strict }, request, identity)).status;
    };
    try {
      assert.deepEqual([await asked(client), await asked(), await asked(stranger)], [200, 0, 0]);
    } finally {
      await gateway.close();
      await upstreams.close();
    }
  });

  it('believes a certificate by its names, of any sort, and until its authority has revoked it', async () => {
    const authority = makeAuthority();
    const known = authority.issue('/CN=known', 'otherName:1.3.6.1.4.1.311.20.2.3;UTF8:alice@shop.test');
    const revoked = authority.issue('/CN=revoked', 'otherName:1.3.6.1.4.1.311.20.2.3;UTF8:bob@shop.test');
    const unnamed = authority.issue('/CN=unnamed', 'DNS:shop.test');
    const server = makeKeyPair();
    const [plain = 0, named = 0, listed = 0, unlisted = 0] = await freePorts(4);
    const upstreams = await startUpstreams();
    const https = (name: string, port: number) =>
      `{name: ${name}, protocol: HTTPS, port: ${port}, tls: {certificateRefs: [{name: pair}]}}`;
    const policy = (listener: string, asked: string) => `---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: ${listener}}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge, sectionName: ${listener}}]
  tls: {clientValidation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: authority}], ${asked}}}
`;
    const listeners = [https('named', named), https('listed', listed), https('unlisted', unlisted)];
    const gateway = await runGateway({
      'gateway.yaml': `${gatewayOn(plain).replace('listeners: [', `listeners: [${listeners.join(', ')}, `)}
---
apiVersion: v1
kind: Secret
metadata: {name: pair}
data: {tls.crt: ${server.certificate}, tls.key: ${server['private-key']}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: authority}
data: {ca.crt: ${JSON.stringify(authority.certificate)}}
---
apiVersion: v1
kind: Secret
metadata: {name: revoked}
stringData: {ca.crl: ${JSON.stringify(authority.revoke(revoked))}}
${policy('named', 'subjectAltNames: {otherNames: [{oid: 1.3.6.1.4.1.311.20.2.3, type: Suffix, value: "@shop.test"}]}')}
${policy('listed', 'crl: {refs: [{name: revoked}], onlyVerifyLeafCertificate: true}')}
${policy('unlisted', 'crl: {refs: [{name: nowhere}]}')}
`,
      'route.yaml': [backend('a', upstreams.values.a), route('r', 'any.test', rule('/', 'a'))].join('---'),
    });
    const asked = async (port: number, identity: Pair) => {
      const request = { host: 'any.test', path: '/', tls: 'any.test', port: String(port) };
      return (await ask({ plain, secure: named }, request, identity)).status;
    };
    try {
      assert.deepEqual([await asked(named, known), await asked(named, unnamed)], [200, 0], 'by name');
      assert.deepEqual([await asked(listed, known), await asked(listed, revoked)], [200, 0], 'by the list');
      assert.equal(await asked(unlisted, known), 0, 'without the list nobody knows whom to keep out');
    } finally {
      await gateway.close();
      await upstreams.close();
      authority.close();
    }
  });

  it('says so when a list of revoked certificates has run out, by which Envoy would believe nobody', () => {
    const authority = makeAuthority();
    const clock = createManualClock(Date.now());
    const { pipeline } = evaluate(
      `${gatewayOn(80)}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: authority}
data: {ca.crt: ${JSON.stringify(authority.certificate)}, ca.crl: ${JSON.stringify(authority.revoke())}}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: listed}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  tls: {clientValidation: {allowExpiredCertificate: true, caCertificateRefs: [&it {group: "", kind: ConfigMap, name: authority}], crl: {refs: [*it]}}}
`,
      { clock },
    );
    authority.close();
    const findings = () =>
      (
        pipeline.status.findings.get('gateway.envoyproxy.io/ClientTrafficPolicy/local/default/listed') ?? []
      ).map(({ severity, path, message }) => `${severity} ${path} ${message}`);
    assert.deepEqual(findings(), []);
    clock.turn(365 * 24 * 3_600_000);
    const [finding, ...others] = findings();
    assert.deepEqual(others, []);
    assert.match(
      finding ?? '',
      /^error spec\.tls\.clientValidation\.crl\.refs\[0\] ConfigMap default\/authority has a list of revoked certificates under ca\.crl that ran out on \d{4}-/,
    );
  });

  it('believes authorities under ca.crt alone, where a policy asks for certificates', async () => {
    const [server, client] = [makeKeyPair(), makeKeyPair()];
    const [plain = 0, told = 0, untold = 0] = await freePorts(3);
    const upstreams = await startUpstreams();
    const https = (name: string, port: number) =>
      `{name: ${name}, protocol: HTTPS, port: ${port}, tls: {certificateRefs: [{name: pair}]}}`;
    const policy = (listener: string, key: string) => `---
apiVersion: v1
kind: Secret
metadata: {name: ${listener}}
data: {${key}: ${client.certificate}}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: ${listener}}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge, sectionName: ${listener}}]
  tls: {clientValidation: {caCertificateRefs: [{group: "", kind: Secret, name: ${listener}}]}}
`;
    const gateway = await runGateway({
      'gateway.yaml': `${gatewayOn(plain).replace('listeners: [', `listeners: [${https('told', told)}, ${https('untold', untold)}, `)}
---
apiVersion: v1
kind: Secret
metadata: {name: pair}
data: {tls.crt: ${server.certificate}, tls.key: ${server['private-key']}}
${policy('told', 'ca.crt')}${policy('untold', 'tls.crt')}`,
      'route.yaml': [backend('a', upstreams.values.a), route('r', 'any.test', rule('/', 'a'))].join('---'),
    });
    const asked = async (port: number) => {
      const identity = { cert: pem(client.certificate), key: pem(client['private-key']) };
      const request = { host: 'any.test', path: '/', tls: 'any.test', port: String(port) };
      return (await ask({ plain, secure: told }, request, identity)).status;
    };
    try {
      assert.deepEqual([await asked(told), await asked(untold)], [200, 0]);
    } finally {
      await gateway.close();
      await upstreams.close();
    }
  });

  it('says so when an authority has run out, and lets nobody in by it unless that is allowed', () => {
    const [former, next] = [makeAuthority(), makeAuthority()];
    const clock = createManualClock(Date.now());
    const policy = (name: string, asked: string) => `---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: ${name}}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: ${name}}]
  tls: {clientValidation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: authority}]${asked}}}
`;
    const { pipeline } = evaluate(
      `${gatewayOn(80)}
---
${gatewayOn(81).replaceAll('edge', 'lenient')}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: authority}
data: {ca.crt: ${JSON.stringify(`${former.certificate}${next.certificate}`)}}
${policy('edge', '')}${policy('lenient', ', allowExpiredCertificate: true')}`,
      { clock },
    );
    former.close();
    next.close();
    const findings = (name: string) =>
      (
        pipeline.status.findings.get(`gateway.envoyproxy.io/ClientTrafficPolicy/local/default/${name}`) ?? []
      ).map(({ severity, path, message }) => `${severity} ${path} ${message}`);
    assert.deepEqual(findings('edge'), []);
    clock.turn(3 * 24 * 3_600_000);
    assert.match(
      findings('edge').join('\n'),
      /^error spec\.tls\.clientValidation\.caCertificateRefs\[0\] ConfigMap authority holds an authority that ran out on \d{4}-/,
    );
    assert.deepEqual(findings('lenient'), []);
  });

  it('tells by their certificates who may do what, where a SecurityPolicy asks for that', async () => {
    const authority = makeAuthority();
    const shop = authority.issue('/O=shop/CN=till', 'URI:spiffe://shop.test/till,DNS:till.shop.test');
    const named = authority.issue('/O=shop/CN=named', 'DNS:named.shop.test');
    const stranger = authority.issue('/O=else/CN=till', 'URI:spiffe://shop.test/till');
    const server = makeKeyPair();
    const [plain = 0, secure = 0] = await freePorts(2);
    const upstreams = await startUpstreams();
    const https = `{name: secure, protocol: HTTPS, port: ${secure}, tls: {certificateRefs: [{name: pair}]}}`;
    const asked = `principal: {clientCert: {subject: {type: Suffix, value: "O=shop"}, subjectAltNames: {uris: [{type: Prefix, value: "spiffe://shop.test/"}], dnsNames: [{type: RegularExpression, value: "n[a-z]+[.]shop[.]test"}]}}}`;
    const gateway = await runGateway({
      'gateway.yaml': `${gatewayOn(plain).replace('listeners: [', `listeners: [${https}, `)}
---
apiVersion: v1
kind: Secret
metadata: {name: pair}
data: {tls.crt: ${server.certificate}, tls.key: ${server['private-key']}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: authority}
data: {ca.crt: ${JSON.stringify(authority.certificate)}}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: asked}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge, sectionName: secure}]
  tls: {clientValidation: {optional: true, caCertificateRefs: [{group: "", kind: ConfigMap, name: authority}]}}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: {name: shop}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]
  authorization: {rules: [{action: Allow, ${asked}}]}
`,
      'route.yaml': [backend('a', upstreams.values.a), route('r', 'any.test', rule('/', 'a'))].join('---'),
    });
    const status = async (identity?: Pair) => {
      const request = { host: 'any.test', path: '/', tls: 'any.test', port: String(secure) };
      return (await ask({ plain, secure }, request, identity)).status;
    };
    try {
      assert.deepEqual([await status(shop), await status(named)], [200, 200], 'by either name');
      assert.deepEqual(
        [await status(stranger), await status()],
        [403, 403],
        'of another subject, or of nobody',
      );
      const open = await ask({ plain, secure }, { host: 'any.test', path: '/' });
      assert.equal(open.status, 403, 'where nobody is asked, nobody has a certificate');
    } finally {
      await gateway.close();
      await upstreams.close();
      authority.close();
    }
  });
});
