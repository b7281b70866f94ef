import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configuration } from './configuration.ts';
import { makePlan } from './plan.ts';
import { planHash, readPlan, recordPlan } from './plan-record.ts';

const ports = Array.from({ length: 300 }, (_, i) => 1000 + i * 7).join(',');
const { plan } = makePlan(
  configuration({ files: [], environment: {}, flags: { 'redirect.inbound.excludePorts': ports } }),
  {
    proxyUser: 5678,
    ipv6: true,
    resolvers: [],
    listeners: [],
  },
);

test('a plan is read back from its comments, in whatever order they come', () => {
  const comments = recordPlan(plan, 120);
  assert.ok(comments.length > 1);
  assert.ok(comments.every(comment => comment.length <= 120));
  assert.deepEqual(readPlan(comments.toReversed()), plan);
});

test('a plan that anybody touched is not read', () => {
  const comments = recordPlan(plan, 120);
  assert.equal(readPlan([]), undefined);
  assert.equal(readPlan(comments.slice(1)), undefined);
  assert.equal(readPlan(comments.slice(0, -1)), undefined);
  assert.equal(readPlan(comments.map(comment => comment.replace(/.$/, 'A'))), undefined);
  assert.equal(readPlan(['foreign comment']), undefined);
});

test('the hash of a plan changes with the plan alone', () => {
  assert.equal(planHash(plan), planHash(structuredClone(plan)));
  assert.notEqual(planHash(plan), planHash({ ...plan, proxyUser: 1 }));
});
