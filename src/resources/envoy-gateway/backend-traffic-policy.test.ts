import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeResource } from '../decode.ts';

const policy = (spec: object) => ({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'BackendTrafficPolicy',
  metadata: { name: 'limits', namespace: 'default' },
  spec,
});
const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }];

test('times are milliseconds, and what nobody wrote is not there', () => {
  const { resource, findings } = decodeResource(
    policy({
      targetRefs,
      mergeType: 'JSONMerge',
      timeout: { http: { requestTimeout: '1m30s' } },
      circuitBreaker: { maxConnections: 4294967295, retryBudget: { percent: { numerator: 3 } } },
    }),
  );
  assert.deepEqual(findings, []);
  assert.deepEqual(resource?.spec, {
    targets: targetRefs.map(target => ({ ...target, at: 'spec.targetRefs[0]' })),
    selectors: [],
    merges: true,
    timeout: { http: { requestTimeout: 90_000 } },
    circuitBreaker: {
      maxConnections: 4294967295,
      retryBudget: { percent: { numerator: 3, denominator: 100 } },
    },
  });
});

test('what is known and not served is said at its path, and leaves the rest in force', () => {
  const { resource, findings } = decodeResource(
    policy({
      targetRefs,
      routingType: 'Service',
      loadBalancer: { type: 'DynamicModule', dynamicModule: {} },
      timeouts: {},
    }),
  );
  assert.notEqual(resource, undefined);
  assert.deepEqual(
    findings.map(({ severity, reason, path }) => [severity, reason, path]),
    [
      ['warning', 'UnsupportedValue', 'spec.loadBalancer.dynamicModule'],
      ['warning', 'UnsupportedValue', 'spec.loadBalancer.type'],
      ['warning', 'UnknownField', 'spec.timeouts'],
    ],
  );
});

test('a count below zero is a mistake', () => {
  const { findings } = decodeResource(policy({ targetRefs, circuitBreaker: { maxConnections: -1 } }));
  assert.deepEqual(
    findings.map(({ severity, path }) => [severity, path]),
    [['error', 'spec.circuitBreaker.maxConnections']],
  );
});

test('what Envoy could not do is refused where it is written: nothing as a period, a table whose size is not a prime number', () => {
  const { findings } = decodeResource(
    policy({
      targetRefs,
      healthCheck: { active: { type: 'TCP', interval: '0s', timeout: '0s' }, passive: { interval: '0ms' } },
      dns: { dnsRefreshRate: '0h0m' },
      loadBalancer: { type: 'ConsistentHash', consistentHash: { type: 'SourceIP', tableSize: 65_536 } },
    }),
  );
  assert.deepEqual(findings.map(({ severity, path }) => `${severity} ${path}`).sort(), [
    'error spec.dns.dnsRefreshRate',
    'error spec.healthCheck.active.interval',
    'error spec.healthCheck.passive.interval',
    'error spec.loadBalancer.consistentHash.tableSize',
  ]);
});

test('requests are not kept back until they end where they may be upgraded to what never ends', () => {
  const paths = (spec: object) => decodeResource(policy({ targetRefs, ...spec })).findings.map(f => f.path);
  const requestBuffer = { limit: '1Mi' };
  assert.deepEqual(paths({ requestBuffer, httpUpgrade: [{ type: 'websocket' }] }), ['spec.requestBuffer']);
  assert.deepEqual(paths({ requestBuffer, httpUpgrade: [] }), []);
});

test('a bandwidth below what Envoy can do is a mistake, told by the unit that it is written in', () => {
  const told = (value: string, unit: string) =>
    decodeResource(
      policy({ targetRefs, bandwidthLimit: { request: { limit: { value, unit } } } }),
    ).findings.map(({ severity, path }) => [severity, path]);
  const mistake = [['error', 'spec.bandwidthLimit.request.limit.value']];
  assert.deepEqual(told('1023', 'Second'), mistake);
  assert.deepEqual(told('1Ki', 'Second'), []);
  assert.deepEqual(told('60Ki', 'Minute'), []);
  assert.deepEqual(told('3599Ki', 'Hour'), mistake);
});

test('statuses to try again have no effect beside triggers that do not name them, and that is said', () => {
  const told = (retryOn: object) =>
    decodeResource(policy({ targetRefs, retry: { retryOn } })).findings.map(({ severity, path }) => [
      severity,
      path,
    ]);
  assert.deepEqual(told({ triggers: ['5xx'], httpStatusCodes: [409] }), [
    ['warning', 'spec.retry.retryOn.httpStatusCodes'],
  ]);
  assert.deepEqual(told({ triggers: ['retriable-status-codes'], httpStatusCodes: [409] }), []);
  assert.deepEqual(told({ httpStatusCodes: [409] }), []);
});
