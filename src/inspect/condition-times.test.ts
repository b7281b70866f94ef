import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Condition, ObjectStatus } from '#status';
import { ConditionTimes } from './condition-times.ts';

const condition = (type: string, status: Condition['status'], message = ''): Condition => ({
  type,
  status,
  observedGeneration: 1,
  reason: 'Because',
  message,
});

function timesOf(times: ConditionTimes, key: string, status: ObjectStatus): unknown[] {
  const { conditions = [] } = times.withTimes(key, status);
  return conditions.map(c => [c.type, 'lastTransitionTime' in c && c.lastTransitionTime]);
}

it('a condition has the time at which its status last changed, not its wording', () => {
  let now = Date.UTC(2030, 0, 1, 12, 0, 0, 700);
  const times = new ConditionTimes(() => now);
  const first: ObjectStatus = { conditions: [condition('A', 'True'), condition('B', 'True')] };
  assert.deepEqual(timesOf(times, 'k', first), [
    ['A', '2030-01-01T12:00:00Z'],
    ['B', '2030-01-01T12:00:00Z'],
  ]);

  now += 60_000;
  const second: ObjectStatus = { conditions: [condition('A', 'False'), condition('B', 'True', 'still')] };
  times.observe('k', first, second);
  now += 60_000;
  const third: ObjectStatus = { conditions: [condition('A', 'False', 'yet'), condition('B', 'True')] };
  times.observe('k', second, third);
  assert.deepEqual(timesOf(times, 'k', third), [
    ['A', '2030-01-01T12:01:00Z'],
    ['B', '2030-01-01T12:00:00Z'],
  ]);
});

it('what came later has the time at which it came, also when it was there before', () => {
  let now = Date.UTC(2030, 0, 1);
  const times = new ConditionTimes(() => now);
  const status: ObjectStatus = { conditions: [condition('A', 'True')] };
  times.observe('k', status, undefined);
  now += 60_000;
  times.observe('k', undefined, status);
  assert.deepEqual(timesOf(times, 'k', status), [['A', '2030-01-01T00:01:00Z']]);
});
