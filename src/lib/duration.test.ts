import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDuration, protobufDuration } from './duration.ts';

const durations: readonly (readonly [string, number | undefined])[] = [
  ['0s', 0],
  ['10s', 10_000],
  ['500ms', 500],
  ['1m30s', 90_000],
  ['1h', 3_600_000],
  ['1h2m3s4ms', 3_723_004],
  ['5s10ms10s', 15_010],
  ['99999h', 359_996_400_000],
  ['', undefined],
  ['10', undefined],
  ['s', undefined],
  ['1.5s', undefined],
  ['-1s', undefined],
  ['1d', undefined],
  ['100000s', undefined],
  ['1s1s1s1s1s', undefined],
  [' 1s', undefined],
  ['1s\n', undefined],
  ['1S', undefined],
  ['1us', undefined],
  ['9'.repeat(100_000), undefined],
];

for (const [text, milliseconds] of durations) {
  test(`${JSON.stringify(text.slice(0, 20))} is ${milliseconds ?? 'no duration'}`, () => {
    assert.equal(parseDuration(text), milliseconds);
  });
}

test('parts add up', () => {
  const unit = fc.constantFrom(['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]) as fc.Arbitrary<
    [string, number]
  >;
  const part = fc.tuple(fc.integer({ min: 0, max: 99_999 }), unit);
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), parts => {
      const text = parts.map(([number, [name]]) => `${number}${name}`).join('');
      const sum = parts.reduce((total, [number, [, length]]) => total + number * length, 0);
      assert.equal(parseDuration(text), sum);
    }),
  );
});

test('a protobuf duration is whole seconds and the nanoseconds of the rest', () => {
  assert.deepEqual(protobufDuration(5_010), { seconds: 5n, nanos: 10_000_000 });
  assert.deepEqual(protobufDuration(0.5), { seconds: 0n, nanos: 500_000 });
  assert.deepEqual(protobufDuration(359_996_400_000), { seconds: 359_996_400n, nanos: 0 });
});
