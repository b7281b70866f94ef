import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Cidr, cidrsBetween, contains, formatCidr, mergeCidrs, parseCidr } from './cidr.ts';

const canonical = (text: string) => {
  const cidr = parseCidr(text);
  return cidr === undefined ? undefined : formatCidr(cidr);
};
const parsed = (...texts: readonly string[]): readonly Cidr[] => texts.flatMap(text => parseCidr(text) ?? []);
const merged = (...texts: readonly string[]) => mergeCidrs(parsed(...texts)).map(formatCidr);

test('an address or block is read into its canonical form', () => {
  assert.equal(canonical('10.0.0.1'), '10.0.0.1');
  assert.equal(canonical('10.1.2.3/8'), '10.0.0.0/8');
  assert.equal(canonical('0.0.0.0/0'), '0.0.0.0/0');
  assert.equal(canonical('FD00:0:0:0:0:0:0:1/8'), 'fd00::/8');
  assert.equal(canonical('2001:db8:0:0:1:0:0:1'), '2001:db8::1:0:0:1');
  assert.equal(canonical('::ffff:192.0.2.1'), '::ffff:c000:201');
  assert.equal(canonical('::'), '::');
  assert.equal(canonical('1:0:0:2:0:0:0:3'), '1:0:0:2::3');
});

test('what is not an address or block is refused', () => {
  for (const text of [
    '',
    '10.0.0',
    '10.0.0.1/33',
    '::1/129',
    '10.0.0.1/',
    '10.0.0.1/8/8',
    'fe80::1%eth0',
    'a.b',
    '10.0.0.1/-1',
  ]) {
    assert.equal(parseCidr(text), undefined, text);
  }
});

test('merged blocks are the fewest that cover the same addresses', () => {
  assert.deepEqual(merged('10.0.0.1', '10.0.0.0'), ['10.0.0.0/31']);
  assert.deepEqual(merged('10.0.0.1', '10.0.0.2'), ['10.0.0.1', '10.0.0.2']);
  assert.deepEqual(merged('10.1.0.0/16', '10.0.0.0/8', '10.0.0.1'), ['10.0.0.0/8']);
  assert.deepEqual(merged('fd00::/9', 'fd80::/9', '192.0.2.0/24'), ['192.0.2.0/24', 'fd00::/8']);
  assert.deepEqual(merged('0.0.0.0/1', '128.0.0.0/1'), ['0.0.0.0/0']);
});

test('a range of addresses becomes blocks', () => {
  assert.deepEqual(cidrsBetween('10.0.0.1', '10.0.0.6')?.map(formatCidr), [
    '10.0.0.1',
    '10.0.0.2/31',
    '10.0.0.4/31',
    '10.0.0.6',
  ]);
  assert.equal(cidrsBetween('10.0.0.6', '10.0.0.1'), undefined);
  assert.equal(cidrsBetween('10.0.0.1', '::1'), undefined);
});

test('merging keeps exactly the addresses that were there, for any lists', () => {
  const block = fc.record({ last: fc.nat(255), length: fc.integer({ min: 24, max: 32 }) });
  fc.assert(
    fc.property(fc.array(block, { maxLength: 12 }), blocks => {
      const before = blocks.flatMap(({ last, length }) => parseCidr(`10.0.0.${last}/${length}`) ?? []);
      const after = mergeCidrs(before);
      for (let i = 0; i < 256; i++) {
        const address = `10.0.0.${i}`;
        assert.equal(
          after.some(cidr => contains(cidr, address)),
          before.some(cidr => contains(cidr, address)),
        );
      }
      assert.deepEqual(mergeCidrs(after), after);
    }),
  );
});
