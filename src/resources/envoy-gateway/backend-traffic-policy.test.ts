import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeResource } from '../decode.ts';

const policy = (spec: object) => ({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'BackendTrafficPolicy',
  metadata: { name: 'limits', namespace: 'default' },
  spec,
});
const targetRef = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' };

test('times are milliseconds, and what nobody wrote is not there', () => {
  const { resource, findings } = decodeResource(
    policy({
      targetRef,
      mergeType: 'JSONMerge',
      timeout: { http: { requestTimeout: '1m30s' } },
      circuitBreaker: { maxConnections: 4294967295, retryBudget: { percent: { numerator: 3 } } },
    }),
  );
  assert.deepEqual(findings, []);
  assert.deepEqual(resource?.spec, {
    targets: [{ ...targetRef, at: 'spec.targetRef' }],
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
      targetRef,
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
  const { findings } = decodeResource(policy({ targetRef, circuitBreaker: { maxConnections: -1 } }));
  assert.deepEqual(
    findings.map(({ severity, path }) => [severity, path]),
    [['error', 'spec.circuitBreaker.maxConnections']],
  );
});

test('what Envoy could not do is refused where it is written: nothing as a period, a table whose size is no prime number', () => {
  const { findings } = decodeResource(
    policy({
      targetRef,
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
