import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeResource } from '../decode.ts';

const policy = (spec: object) => ({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'SecurityPolicy',
  metadata: { name: 'members', namespace: 'default' },
  spec,
});
const route = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' };

test('targets are read in each form: one, several, and by labels', () => {
  const { resource, findings } = decodeResource(
    policy({
      targetRef: { ...route, name: 'a' },
      targetRefs: [{ ...route, name: 'b', sectionName: 'first' }],
      targetSelectors: [{ kind: 'HTTPRoute', matchLabels: { members: 'only' } }],
      csrf: { additionalOrigins: ['https://example.com'] },
    }),
  );
  assert.deepEqual(
    findings.map(({ severity, reason, path, message }) => ({ severity, reason, path, message })),
    [
      {
        severity: 'warning',
        reason: 'DeprecatedField',
        path: 'spec.targetRef',
        message: 'is deprecated: it holds, but write targetRefs',
      },
    ],
  );
  assert.deepEqual(resource?.spec, {
    targets: [
      { ...route, name: 'a', at: 'spec.targetRef' },
      { ...route, name: 'b', sectionName: 'first', at: 'spec.targetRefs[0]' },
    ],
    selectors: [{ ...route, matchLabels: { members: 'only' }, matchExpressions: [] }],
    csrf: { additionalOrigins: ['https://example.com'] },
  });
});

test('a target without a name is a mistake, told with its path', () => {
  const { resource, findings } = decodeResource(policy({ targetRefs: [route] }));
  assert.equal(resource, undefined);
  assert.deepEqual(
    findings.map(f => f.path),
    ['spec.targetRefs[0].name'],
  );
});

const errors = (spec: object) =>
  decodeResource(policy({ targetRefs: [{ ...route, name: 'a' }], ...spec })).findings.map(
    ({ path, message }) => `${path} ${message}`,
  );

test('keys of tokens are fetched or written, and a range of addresses is one', () => {
  assert.deepEqual(
    errors({ jwt: { providers: [{ name: 'a' }, { name: 'b', remoteJWKS: { uri: 'ftp://x' } }] } }),
    [
      'spec.jwt.providers[0].remoteJWKS is required, or localJWKS',
      'spec.jwt.providers[1].remoteJWKS.uri must be an address such as https://example.com/keys, but is "ftp://x"',
    ],
  );
  for (const range of ['10.0.0.0', '10.0.0.0/33', 'fd00::/129', '10.0.0/8', 'a/8', '10.0.0.0/8/8']) {
    assert.deepEqual(
      errors({ authorization: { rules: [{ action: 'Deny', principal: { clientCIDRs: [range] } }] } }),
      [
        'spec.authorization.rules[0].principal.clientCIDRs[0] must be a range of addresses such as 10.0.0.0/8 or fd00::/8',
      ],
    );
  }
});

test('one service is asked, by one protocol', () => {
  assert.deepEqual(errors({ extAuth: {} }), ['spec.extAuth.http is required, or grpc']);
  assert.deepEqual(errors({ extAuth: { http: {}, grpc: {} } }), [
    'spec.extAuth.grpc must be left out where http is given',
  ]);
});

test('an origin may have any scheme, or be any at all; what of a request is not a header has a name with a colon', () => {
  const origins = ['*', 'https://*', 'moz-extension://example.com', 'foo://*.example.com:8080'];
  assert.deepEqual(errors({ csrf: { additionalOrigins: [...origins, '*.apps.test:8443'] } }), []);
  assert.deepEqual(errors({ cors: { allowOrigins: origins } }), []);
  assert.deepEqual(errors({ csrf: { additionalOrigins: ['https://a.test/path'] } }).length, 1);
  const oidc = (name: string) => ({
    oidc: {
      provider: { issuer: 'https://accounts.test' },
      clientID: 'shop',
      clientSecret: { name: 'shop' },
      denyRedirect: { headers: [{ name, type: 'Prefix', value: '/api/' }] },
    },
  });
  assert.deepEqual(errors(oidc(':path')), []);
  assert.equal(errors(oidc('pa:th')).length, 1);
});

test('a principal that asks for nothing is refused: it would be everybody', () => {
  const findings = (principal: object) =>
    decodeResource(
      policy({
        targetRefs: [{ ...route, name: 'a' }],
        authorization: { rules: [{ action: 'Allow', principal }] },
      }),
    ).findings.map(({ severity, path, message }) => `${severity} ${path} ${message.split(/[:;]/)[0]}`);
  assert.deepEqual(findings({ jwt: { provider: 'shop', scopes: ['read'] } }), []);
  assert.deepEqual(findings({ jwt: { provider: 'shop' } }), [
    'error spec.authorization.rules[0].principal.jwt must ask for claims or scopes',
  ]);
  assert.deepEqual(findings({ clientCIDRs: [] }), [
    'error spec.authorization.rules[0].principal must ask for one at least of clientCIDRs, headers, jwt, clientCert and clientIPGeoLocations',
  ]);
});
