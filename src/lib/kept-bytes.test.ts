import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keptBytes } from './kept-bytes.ts';

test('kept bytes are the bytes that were given, whatever is kept after them and becomes of the original', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 1500 }), { maxLength: 30 }), given => {
      const expected = given.map(bytes => bytes.slice());
      const kept = given.map(bytes => {
        const scratch = Buffer.from(bytes);
        const result = keptBytes(scratch);
        scratch.fill(0xff);
        return result;
      });
      assert.deepEqual(
        kept.map(bytes => [...bytes]),
        expected.map(bytes => [...bytes]),
      );
    }),
  );
});

test('kept bytes hold no more memory than a slab, however large the pool that they came from', () => {
  for (const length of [0, 1, 200, 512, 513, 3000]) {
    const kept = keptBytes(Buffer.alloc(64 * 1024).subarray(0, length));
    assert.equal(kept.length, length);
    assert.ok(kept.buffer.byteLength <= Math.max(length, 2048), `${length}: ${kept.buffer.byteLength}`);
  }
});
