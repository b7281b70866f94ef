import assert from 'node:assert/strict';
import { test } from 'node:test';
import yaml from 'yaml';
import { decodeResource } from '../../decode.ts';
import { meshPolicyKinds } from './index.ts';

/** What is wrong; that a kind is not served yet is another matter. */
const errors = ({ findings }: ReturnType<typeof decodeResource>) =>
  findings.filter(({ severity }) => severity === 'error');

const decode = (type: string, spec: string) =>
  decodeResource({ type, name: 'p', mesh: 'default', spec: yaml.parse(spec) });

const said = (type: string, spec: string) =>
  errors(decode(type, spec)).map(({ severity, path, message }) => `${severity} ${path}: ${message}`);

const timeouts = (spec: string) => said('MeshTimeout', spec);

test('a policy is the same in both forms, with its settings as they are written and times in milliseconds', () => {
  const spec = {
    targetRef: { kind: 'Dataplane', labels: { app: 'web' }, sectionName: 'main' },
    to: [{ targetRef: { kind: 'Mesh' }, default: { idleTimeout: '1h', http: { requestTimeout: '1.5s' } } }],
  };
  const universal = decodeResource({ type: 'MeshTimeout', name: 't', mesh: 'default', spec });
  const usual = decodeResource({
    apiVersion: 'kuma.io/v1alpha1',
    kind: 'MeshTimeout',
    metadata: { name: 't', namespace: 'kuma-system', labels: { 'kuma.io/mesh': 'default' } },
    spec,
  });
  assert.deepEqual([...errors(universal), ...errors(usual)], []);
  assert.deepEqual(universal.resource?.spec, {
    targetRef: { kind: 'Dataplane', labels: { app: 'web' }, sectionName: 'main' },
    to: [
      { targetRef: { kind: 'Mesh' }, default: { idleTimeout: 3_600_000, http: { requestTimeout: 1500 } } },
    ],
    from: [],
    rules: [],
  });
  assert.deepEqual(usual.resource?.spec, universal.resource?.spec);
});

test('without a targetRef a policy is about its mesh', () => {
  const { resource } = decode('MeshTrace', '{default: {}}');
  assert.deepEqual(resource?.spec, { targetRef: { kind: 'Mesh' }, default: {} });
});

const to = (targetRef: string, settings: string) => `to: [{targetRef: ${targetRef}, default: ${settings}}]`;

const mistakes: readonly (readonly [name: string, type: string, spec: string, said: readonly string[]])[] = [
  [
    'a version of TLS of some proxies alone',
    'MeshTLS',
    '{targetRef: {kind: Dataplane, name: a}, rules: [{default: {tlsVersion: {min: TLS12}, tlsCiphers: [ECDHE-RSA-AES128-GCM-SHA256]}}]}',
    [
      'error spec.rules[0].default.tlsVersion: tlsVersion can only be defined with top level targetRef kind: Mesh',
      'error spec.rules[0].default.tlsCiphers: tlsCiphers can only be defined with top level targetRef kind: Mesh',
    ],
  ],
  [
    'versions of TLS that none of is both',
    'MeshTLS',
    'from: [{targetRef: {kind: Mesh}, default: {tlsVersion: {min: TLS13, max: TLS12}}}]',
    ['error spec.from[0].default.tlsVersion.max: must not be below min, which is TLS13'],
  ],
  [
    'a version of TLS for which there are no ciphers',
    'MeshTLS',
    'from: [{targetRef: {kind: Mesh}, default: {tlsVersion: {max: TLS11}}}]',
    [
      'error spec.from[0].default.tlsVersion.max: must be TLS12, TLS13 or TLSAuto: sidecars have no ciphers for what is older',
    ],
  ],
  [
    'a mode of TLS that there is not',
    'MeshTLS',
    'from: [{targetRef: {kind: MeshSubset, tags: {a: b}}, default: {mode: Lax}}]',
    [
      "error spec.from[0].targetRef.kind: value 'MeshSubset' is not supported; use Mesh",
      'error spec.from[0].default.mode: must be one of Strict, Permissive, but is "Lax"',
    ],
  ],
  [
    'an unknown field',
    'MeshTimeout',
    to('{kind: Mesh}', '{idleTimout: 1s}'),
    [
      'error spec.to[0].default.idleTimout: is not a field that is known here, so take it out; did you mean `idleTimeout`?',
    ],
  ],
  [
    'a kind of target that the list does not take',
    'MeshTimeout',
    `from: [{targetRef: {kind: MeshService, name: a}, default: {idleTimeout: 1s}}]`,
    ["error spec.from[0].targetRef.kind: value 'MeshService' is not supported; use Mesh"],
  ],
  [
    'a kind that there is not',
    'MeshRetry',
    to('{kind: Service, name: a}', '{tcp: {maxConnectAttempt: 2}}'),
    [
      "error spec.to[0].targetRef.kind: value 'Service' is not supported; use Mesh, MeshService, MeshExternalService, MeshMultiZoneService, MeshHTTPRoute",
    ],
  ],
  [
    'a service without a name',
    'MeshTimeout',
    to('{kind: MeshService}', '{idleTimeout: 1s}'),
    ['error spec.to[0].targetRef.name: must be set with kind MeshService, or labels'],
  ],
  [
    'a name and labels',
    'MeshTimeout',
    to('{kind: MeshService, name: a, labels: {b: c}}', '{idleTimeout: 1s}'),
    ['error spec.to[0].targetRef.labels: must not be set beside name: use one of the two'],
  ],
  [
    'a name of a whole mesh',
    'MeshTimeout',
    to('{kind: Mesh, name: a}', '{idleTimeout: 1s}'),
    ['error spec.to[0].targetRef.name: must not be set with kind Mesh'],
  ],
  [
    'rules beside to',
    'MeshTimeout',
    `{${to('{kind: Mesh}', '{idleTimeout: 1s}')}, rules: [{default: {idleTimeout: 1s}}]}`,
    ["error spec: fields 'to' and 'from' must be empty when 'rules' is defined"],
  ],
  [
    'nothing at all',
    'MeshTimeout',
    '{}',
    ["error spec: at least one of 'to', 'from', 'rules' has to be defined"],
  ],
  [
    'no timeout',
    'MeshTimeout',
    to('{kind: Mesh}', '{http: {}}'),
    ['error spec.to[0].default: at least one timeout should be configured'],
  ],
  [
    'no time to connect',
    'MeshTimeout',
    to('{kind: Mesh}', '{connectionTimeout: 0s}'),
    ['error spec.to[0].default.connectionTimeout: must be greater than zero when defined'],
  ],
  [
    'what is not a duration',
    'MeshTimeout',
    to('{kind: Mesh}', '{idleTimeout: 5}'),
    ['error spec.to[0].default.idleTimeout: must be text, but is the number 5; put it in quotes'],
  ],
  [
    'what is not a setting of a route',
    'MeshTimeout',
    to('{kind: MeshHTTPRoute, name: r}', '{idleTimeout: 1s, http: {requestTimeout: 1s}}'),
    [
      'error spec.to[0].default.idleTimeout: must not be set where the target is a MeshHTTPRoute: it is not a setting of a route',
    ],
  ],
  [
    'what nothing is tried again for',
    'MeshRetry',
    to('{kind: Mesh}', '{http: {retryOn: ["503", "9xx", GatewayError]}}'),
    ["error spec.to[0].default.http.retryOn[1]: unknown item '9xx'"],
  ],
  [
    'retries of nothing',
    'MeshRetry',
    to('{kind: Mesh}', '{}'),
    ["error spec.to[0].default: at least one of the 'tcp', 'http', 'grpc' must be specified"],
  ],
  [
    'a limit of none',
    'MeshCircuitBreaker',
    to('{kind: Mesh}', '{connectionLimits: {maxConnections: 0}}'),
    ['error spec.to[0].default.connectionLimits.maxConnections: must be from 1 to 4294967295, but is 0'],
  ],
  [
    'a detection without detectors',
    'MeshCircuitBreaker',
    to('{kind: Mesh}', '{outlierDetection: {interval: 1s}}'),
    [
      'error spec.to[0].default.outlierDetection.detectors: must have at least one defined: totalFailures, gatewayFailures, localOriginFailures, successRate, failurePercentage',
    ],
  ],
  [
    'a check of nothing',
    'MeshHealthCheck',
    to('{kind: Mesh}', '{interval: 1s}'),
    ['error spec.to[0].default: must have at least one defined: http, tcp, grpc'],
  ],
  [
    'a ring that is larger than it may be',
    'MeshLoadBalancingStrategy',
    to('{kind: Mesh}', '{loadBalancer: {type: RingHash, ringHash: {minRingSize: 9, maxRingSize: 8}}}'),
    ['error spec.to[0].default.loadBalancer.ringHash.minRingSize: must not be above maxRingSize, which is 8'],
  ],
  [
    'some tags with weights',
    'MeshLoadBalancingStrategy',
    to('{kind: Mesh}', '{localityAwareness: {localZone: {affinityTags: [{key: a, weight: 1}, {key: b}]}}}'),
    [
      'error spec.to[0].default.localityAwareness.localZone.affinityTags: all or none affinity tags should have weight',
    ],
  ],
  [
    'zones that are not named',
    'MeshLoadBalancingStrategy',
    to('{kind: Mesh}', '{localityAwareness: {crossZone: {failover: [{to: {type: Only}}]}}}'),
    [
      'error spec.to[0].default.localityAwareness.crossZone.failover[0].to.zones: must not be empty when type is Only',
    ],
  ],
  [
    'routes of a whole mesh',
    'MeshHTTPRoute',
    'to: [{targetRef: {kind: Mesh}, rules: []}]',
    [
      "error spec.to[0].targetRef.kind: value 'Mesh' is not supported; use MeshService, MeshExternalService, MeshMultiZoneService",
    ],
  ],
  [
    'a prefix that ends in a slash, and a path that does not begin with one',
    'MeshHTTPRoute',
    `to: [{targetRef: {kind: MeshService, name: a}, rules: [
      {matches: [{path: {type: PathPrefix, value: /a/}}, {path: {type: Exact, value: b}}], default: {}}]}]`,
    [
      'error spec.to[0].rules[0].matches[0].path.value: does not need a trailing slash, as whole path elements are compared',
      'error spec.to[0].rules[0].matches[1].path.value: must be an absolute path: it starts with "/"',
    ],
  ],
  [
    'hostnames, which sidecars do not have',
    'MeshHTTPRoute',
    'to: [{targetRef: {kind: MeshService, name: a}, hostnames: [a.test], rules: []}]',
    ['error spec.to[0].hostnames: must not be defined'],
  ],
  [
    'limits for gateways in from',
    'MeshRateLimit',
    'from: [{targetRef: {kind: Mesh}, default: {local: {http: {requestRate: {num: 1, interval: 1s}}}}}]',
    [
      'error spec.from: must not be defined when the scope includes a Gateway, select only proxyType Sidecar or select only gateways and use spec.to',
    ],
  ],
  [
    'a bandwidth without a unit',
    'MeshFaultInjection',
    `{targetRef: {kind: Mesh, proxyTypes: [Sidecar]}, from: [{targetRef: {kind: Mesh}, default: {http: [
      {responseBandwidth: {limit: '50', percentage: 1}}]}}]}`,
    [
      'error spec.from[0].default.http[0].responseBandwidth.limit: has to be in kbps/Mbps/Gbps units, such as 50Mbps, but is "50"',
    ],
  ],
  [
    'a database behind a name',
    'MeshPassthrough',
    'default: {appendMatch: [{type: Domain, value: db.test, protocol: mysql, port: 3306}]}',
    ['error spec.default.appendMatch[0].protocol: protocol mysql is not supported for a domain'],
  ],
  [
    'two changes in one',
    'MeshProxyPatch',
    'default: {appendModifications: [{cluster: {operation: Remove}, listener: {operation: Remove}}]}',
    [
      'error spec.default.appendModifications[0]: exactly one modification can be defined at a time. Currently, 2 modifications are defined',
    ],
  ],
];

for (const [name, type, spec, expected] of mistakes) {
  test(`${type}: ${name} is refused`, () => assert.deepEqual(said(type, spec), expected));
}

test('a route about a MeshGateway is written as Kuma has it: there are no gateways that it could be about', () => {
  const gateway = 'targetRef: {kind: MeshGateway, name: edge}';
  const to = 'to: [{targetRef: {kind: Mesh}, hostnames: [a.test], rules: []}]';
  assert.deepEqual(said('MeshHTTPRoute', `{${gateway}, ${to}}`), []);
  assert.deepEqual(said('MeshTCPRoute', `{${gateway}, to: [{targetRef: {kind: Mesh}, rules: []}]}`), []);
  assert.equal(said('MeshTCPRoute', '{to: [{targetRef: {kind: Mesh}, rules: []}]}').length, 1);
});

test('limits and faults are taken of what comes in to sidecars', () => {
  const decoded = decode(
    'MeshFaultInjection',
    `{targetRef: {kind: Mesh, proxyTypes: [Sidecar]}, rules: [{default: {http: [
      {abort: {httpStatus: 500, percentage: '2.5'}, responseBandwidth: {limit: 50Mbps, percentage: 100}}]}}]}`,
  );
  assert.deepEqual(errors(decoded), []);
  assert(decoded.resource?.id === 'kuma/MeshFaultInjection');
  assert.deepEqual(decoded.resource.spec.rules, [
    {
      matches: [],
      default: {
        http: [
          {
            abort: { httpStatus: 500, percentage: 2.5 },
            responseBandwidth: { limit: 6_250_000, percentage: 100 },
          },
        ],
      },
    },
  ]);
});

test('what is no timeout is said once', () => {
  assert.equal(timeouts(to('{kind: Mesh}', '{idleTimeout: soon}')).length, 1);
});

test('paths and Kubernetes know each kind of policy by its plural', () => {
  const plurals = meshPolicyKinds.map(({ plural }) => plural);
  for (const one of ['meshtimeouts', 'meshretries', 'meshproxypatches', 'meshtlses', 'meshpassthroughs'])
    assert.ok(plurals.includes(one), one);
});
