import assert from 'node:assert/strict';
import { test } from 'node:test';
import yaml from 'yaml';
import { decodeResource, isMeshPolicy } from '#resources';
import type { PlaceTraits } from './mesh-policy-kind.ts';
import { placeMeaning } from './place-meaning.ts';
import { inOrder, itemsOf } from './policy-item.ts';

/** What `default`s of one kind come to, in the order in which they are written. */
function meaning(type: string, defaults: readonly string[], place: Partial<PlaceTraits> = {}) {
  const items = defaults.flatMap((written, i) => {
    const { resource, findings } = decodeResource({
      type,
      mesh: 'default',
      // Of equals the one whose name sorts first holds.
      name: `p${9 - i}`,
      spec: { to: [{ targetRef: { kind: 'Mesh' }, default: yaml.parse(written) }] },
    });
    assert(resource !== undefined && isMeshPolicy(resource), JSON.stringify(findings));
    return itemsOf(resource);
  });
  return placeMeaning(inOrder(items), { direction: 'outbound', protocol: 'http', ...place });
}

test('where nobody says anything, the reference’s times hold', () => {
  assert.deepEqual(meaning('MeshTimeout', []), {
    backend: { connections: { connectTimeout: 5000, idleTimeout: 3_600_000 } },
    route: { timeouts: { request: 15_000, streamIdle: 1_800_000 } },
    listener: { timeouts: { headers: 0, streamIdle: 0, idle: 0, tcpIdle: 3_600_000 } },
  });
});

test('timeouts of requests, of connections and of headers stand where Envoy has them', () => {
  const { backend, route, listener } = meaning('MeshTimeout', [
    '{connectionTimeout: 2s, idleTimeout: 3s, http: {requestTimeout: 0s, streamIdleTimeout: 4s}}',
    '{http: {maxStreamDuration: 5s, maxConnectionDuration: 6s, requestHeadersTimeout: 7s}}',
  ]);
  assert.deepEqual(backend, {
    connections: { connectTimeout: 2000, idleTimeout: 3000, maxStreamDuration: 5000, maxDuration: 6000 },
  });
  assert.deepEqual(route, { timeouts: { request: 0, streamIdle: 4000 } });
  assert.equal(listener?.timeouts?.headers, 7000);
});

test('gRPC has the same limits as HTTP, and of TCP the idle time is the listener’s', () => {
  const written = ['{idleTimeout: 3s, http: {maxStreamDuration: 5s}}'];
  assert.deepEqual(meaning('MeshTimeout', written, { protocol: 'grpc' }).backend?.connections, {
    connectTimeout: 5000,
    idleTimeout: 3000,
    maxStreamDuration: 5000,
  });
  const tcp = meaning('MeshTimeout', written, { protocol: 'tcp' });
  assert.equal(tcp.listener?.timeouts?.tcpIdle, 3000);
  assert.equal(tcp.backend?.connections?.maxStreamDuration, undefined);
});

test('retries are those of what the port speaks', () => {
  const written = [
    '{http: {numRetries: 2, retryOn: ["503", Reset, HttpMethodGet], perTryTimeout: 1s, backOff: {maxInterval: 1s}}, grpc: {numRetries: 3, retryOn: [Canceled]}, tcp: {maxConnectAttempt: 4}}',
  ];
  assert.deepEqual(meaning('MeshRetry', written).route?.retries, {
    attempts: 2,
    perTryTimeout: 1000,
    backOff: { base: 25, max: 1000 },
    on: ['reset'],
    statuses: [503],
    requests: [{ kind: 'exact', name: ':method', value: 'GET' }],
  });
  assert.deepEqual(meaning('MeshRetry', written, { protocol: 'grpc' }).route?.retries, {
    attempts: 3,
    on: ['cancelled'],
  });
  const tcp = meaning('MeshRetry', written, { protocol: 'tcp' });
  assert.deepEqual(tcp.listener?.connecting, { attempts: 4 });
  assert.equal(tcp.route?.retries, undefined);
});

test('beside statuses the usual conditions stay, and none are tried where their number is 0', () => {
  const on = (written: string) => meaning('MeshRetry', [written]).route?.retries?.on;
  const usual = ['gateway-error', 'connect-failure', 'refused-stream'];
  assert.deepEqual(on('{http: {retryOn: ["500"]}}'), usual);
  assert.deepEqual(on('{http: {numRetries: 1}}'), usual);
  assert.equal(meaning('MeshRetry', ['{http: {numRetries: 0}}']).route?.retries, undefined);
});

test('a list of conditions replaces another, and what is said of gRPC stays beside what is said of HTTP', () => {
  const written = ['{http: {retryOn: [Reset]}, grpc: {numRetries: 7}}', '{http: {retryOn: [GatewayError]}}'];
  assert.deepEqual(meaning('MeshRetry', written).route?.retries?.on, ['gateway-error']);
  assert.equal(meaning('MeshRetry', written, { protocol: 'grpc' }).route?.retries?.attempts, 7);
});

test('who is asked the next time', () => {
  const { retries } =
    meaning('MeshRetry', [
      '{http: {hostSelection: [{predicate: OmitHostsWithTags, tags: {v: "1"}}, {predicate: OmitPreviousPriorities}], hostSelectionMaxAttempts: 3}}',
    ]).route ?? {};
  assert.deepEqual(retries?.hosts, { omitsAsked: false, omitsLabelled: [{ v: '1' }], maxTries: 3 });
  assert.equal(retries?.perPriority, 2);
});

test('what is detected is what is named, and nothing where detection is turned off', () => {
  const written =
    '{connectionLimits: {maxRequests: 7}, outlierDetection: {interval: 1s, healthyPanicThreshold: "12.5", detectors: {totalFailures: {consecutive: 3}, successRate: {standardDeviationFactor: "1.5"}}}}';
  const { backend } = meaning('MeshCircuitBreaker', [written]);
  assert.deepEqual(backend?.circuitBreaker, { maxParallelRequests: 7 });
  assert.deepEqual(backend?.passiveHealth, {
    interval: 1000,
    consecutive5xx: 3,
    successRateStdevFactor: 1500,
    detectors: ['total', 'success-rate'],
  });
  assert.deepEqual(backend?.panic, { threshold: 12.5 });
  const off = meaning('MeshCircuitBreaker', [written, '{outlierDetection: {disabled: true}}']);
  assert.equal(off.backend?.passiveHealth, undefined);
  assert.deepEqual(off.backend?.circuitBreaker, { maxParallelRequests: 7 });
});

test('a check is that of the protocol, and that of TCP only where the other is turned off', () => {
  const probe = (written: string, place: Partial<PlaceTraits> = {}) =>
    meaning('MeshHealthCheck', [written], place).backend?.activeHealth?.probe;
  assert.deepEqual(probe('{http: {}}'), { kind: 'http', path: '/', statuses: [200] });
  assert.deepEqual(probe('{http: {disabled: true}, tcp: {}}'), { kind: 'tcp' });
  assert.equal(probe('{tcp: {}}'), undefined);
  assert.deepEqual(probe('{grpc: {serviceName: a}}', { protocol: 'grpc' }), { kind: 'grpc', service: 'a' });
  assert.deepEqual(probe('{tcp: {send: "cGluZw==", receive: ["cG9uZw=="]}}', { protocol: 'tcp' }), {
    kind: 'tcp',
    send: { kind: 'binary', bytes: new Uint8Array(Buffer.from('ping')) },
    receive: [{ kind: 'binary', bytes: new Uint8Array(Buffer.from('pong')) }],
  });
  const { activeHealth } = meaning('MeshHealthCheck', ['{http: {}}']).backend ?? {};
  assert.deepEqual(
    [activeHealth?.interval, activeHealth?.timeout, activeHealth?.unhealthyThreshold],
    [60_000, 15_000, 5],
  );
});

test('what is hashed stands beside how is chosen, and of connections it is where they come from', () => {
  const written =
    '{hashPolicies: [{type: Header, header: {name: X-A}, terminal: true}], loadBalancer: {type: RingHash, ringHash: {minRingSize: 4, hashPolicies: [{type: SourceIP, connection: {sourceIP: true}}]}}}';
  const { backend, route } = meaning('MeshLoadBalancingStrategy', [written]);
  assert.deepEqual(backend?.loadBalancing, { algorithm: { kind: 'ring-hash', minSize: 4 } });
  assert.deepEqual(route?.hashing?.keys, [
    { kind: 'header', name: 'x-a', isLast: true },
    { kind: 'source-ip' },
  ]);
  const tcp = meaning('MeshLoadBalancingStrategy', [written], { protocol: 'tcp' });
  assert.deepEqual(tcp.listener?.connecting, { bySource: true });
  assert.equal(tcp.route?.hashing, undefined);
});
