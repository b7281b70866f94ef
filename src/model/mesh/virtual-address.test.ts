import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addressesInNetwork,
  isVirtualAddress,
  twinnedBy,
  twinOf,
  virtualAddress,
} from './virtual-address.ts';

test('a key has an address in the network of its kind, the same on every machine, and the next one at each turn', () => {
  const web = 'kuma.io/MeshService/local/default/web';
  assert.equal(virtualAddress('MeshService', web), virtualAddress('MeshService', web));
  const numbers = ['ServiceTag', 'MeshService', 'MeshExternalService', 'MeshMultiZoneService'] as const;
  assert.deepEqual(
    numbers.map(kind => virtualAddress(kind, web).split('.')[0]),
    ['240', '241', '242', '243'],
  );
  fc.assert(
    fc.property(fc.string(), fc.nat(addressesInNetwork), (key, turn) => {
      const [address, next] = [
        virtualAddress('MeshService', key, turn),
        virtualAddress('MeshService', key, turn + 1),
      ];
      assert(
        isIPv4(address) &&
          isVirtualAddress('MeshService', address) &&
          !isVirtualAddress('ServiceTag', address),
      );
      assert(address !== '241.0.0.0' && address !== '241.255.255.255');
      const numberOf = (ip: string) => ip.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
      assert(numberOf(next) === numberOf(address) + 1 || next === '241.0.0.1');
    }),
  );
});

test('an address of IPv4 has one twin of IPv6, and a twin one address', () => {
  assert.equal(twinOf('241.0.0.1'), 'fd00:fd00::f100:1');
  fc.assert(
    fc.property(fc.ipV4(), address => {
      assert(isIPv6(twinOf(address)));
      assert.equal(twinnedBy(twinOf(address)), address);
    }),
  );
  for (const other of [
    'fd00:fd00::1',
    'fd00:fd00::1:2:3',
    'fd01::f100:1',
    '::ffff:f100:1',
    '241.0.0.1',
    'web',
  ]) {
    assert.equal(twinnedBy(other), undefined, other);
  }
});
