import assert from 'node:assert/strict';
import { it } from 'node:test';
import { maskedAddress } from './masked-address.ts';

it('a range of addresses holds nothing beyond its bits, in the form in which Envoy writes it', () => {
  const masked = (address: string, bits: number) => maskedAddress({ address, bits });
  assert.equal(masked('10.1.2.3', 8), '10.0.0.0/8');
  assert.equal(masked('10.1.255.3', 20), '10.1.240.0/20');
  assert.equal(masked('127.0.0.1', 32), '127.0.0.1/32');
  assert.equal(masked('1.2.3.4', 0), '0.0.0.0/0');
  assert.equal(masked('FD00:0:0:1::5', 8), 'fd00::/8');
  assert.equal(masked('2001:db8:ffff::1', 36), '2001:db8:f000::/36');
  assert.equal(masked('::1', 128), '::1/128');
});
