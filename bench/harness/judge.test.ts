import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from './judge.ts';
import { createRecorder, type Figure } from './measurement.ts';
import { median, percentile } from './statistics.ts';

function figure(size: string, targets: Figure['targets'] = []): Figure {
  return { work: 'endpoint', size, metric: 'p50', unit: 'ms', targets };
}

test('medians over runs are compared with the control, an absolute bound, and figures at another size', () => {
  const recorder = createRecorder();
  for (const value of [1, 2, 9]) recorder.add('fairlead', figure('100'), value);
  const targets = [
    { kind: 'ratio', atMost: 2 },
    { kind: 'absolute', atMost: 2 },
    { kind: 'growth', from: '100', atMost: 1.3 },
    { kind: 'ratio', atMost: 2, at: '100' },
  ] as const;
  for (const value of [3, 3, 30]) recorder.add('fairlead', figure('1,000', targets), value);
  recorder.add('control', figure('1,000'), 1.5);
  recorder.add('control', figure('100'), 0.5);
  const [, judged] = judge(recorder.measurements());
  assert.equal(judged?.ratio, 2);
  assert.deepEqual(
    judged?.verdicts.map(v => [v.reached, v.met]),
    [
      [2, true],
      [3, false],
      [1.5, false],
      [6, false],
    ],
  );
});

test('a metric is compared with another of the same work and size', () => {
  const recorder = createRecorder();
  recorder.add('fairlead', figure('100'), 2);
  recorder.add('fairlead', figure('1,000'), 1);
  const spread = { kind: 'spread', of: 'p50', atMost: 5 } as const;
  recorder.add('fairlead', { ...figure('100', [spread]), metric: 'p99' }, 12);
  assert.deepEqual(judge(recorder.measurements())[2]?.verdicts, [
    { target: '≤ 5 × p50', reached: 6, met: false },
  ]);
});

test('what was not measured is neither met nor missed', () => {
  const recorder = createRecorder();
  recorder.add('control', figure('100', [{ kind: 'ratio', atMost: 2 }]), 1);
  const [judged] = judge(recorder.measurements());
  assert.equal(judged?.verdicts[0]?.met, undefined);
});

test('percentiles are values that occurred; the median of an even number is between its middle two', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.equal(percentile(values, 0.5), 50);
  assert.equal(percentile(values, 0.99), 99);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});
