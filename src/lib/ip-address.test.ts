import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type AddressCategory,
  addressOfName,
  categoryOfAddress,
  categoryOfHost,
  hostAndPort,
  isIpAddress,
  isNetwork,
} from './ip-address.ts';

const addresses: readonly (readonly [string, AddressCategory])[] = [
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['::127.0.0.1', 'loopback'],
  ['64:ff9b::7f00:1', 'loopback'],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['::', 'unspecified'],
  ['::ffff:0.0.0.0', 'unspecified'],
  ['169.254.169.254', 'metadata'],
  ['::ffff:169.254.169.254', 'metadata'],
  ['64:ff9b::169.254.169.254', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['fd00:ec2::254', 'metadata'],
  ['FD00:EC2:0::0254', 'metadata'],
  ['168.63.129.16', 'metadata'],
  ['169.254.1.1', 'link-local'],
  ['fe80::1', 'link-local'],
  ['febf::1', 'link-local'],
  ['224.0.0.251', 'multicast'],
  ['255.255.255.255', 'multicast'],
  ['ff02::1', 'multicast'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['172.32.0.1', 'global'],
  ['192.168.1.100', 'private'],
  ['100.64.0.1', 'private'],
  ['100.128.0.1', 'global'],
  ['fd12:3456::1', 'private'],
  ['::ffff:10.0.0.1', 'private'],
  ['8.8.8.8', 'global'],
  ['128.0.0.1', 'global'],
  ['2001:4860:4860::8888', 'global'],
  ['::2', 'unspecified'],
];

for (const [address, category] of addresses) {
  test(`${address} is ${category}`, () => {
    assert.ok(isIpAddress(address));
    assert.equal(categoryOfAddress(address), category);
    assert.equal(categoryOfHost(address), category);
  });
}

const meant: readonly (readonly [string, string | undefined])[] = [
  ['2130706433', '127.0.0.1'],
  ['0x7f000001', '127.0.0.1'],
  ['0x7f.1', '127.0.0.1'],
  ['0177.0.0.1', '127.0.0.1'],
  ['017700000001', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['127.0.1', '127.0.0.1'],
  ['127.0.257', '127.0.1.1'],
  ['0', '0.0.0.0'],
  ['00', '0.0.0.0'],
  ['4294967295', '255.255.255.255'],
  ['4294967296', undefined],
  ['169.16689662', '169.254.169.254'],
  ['127.0.0.256', undefined],
  ['256.1', undefined],
  ['1.2.3.4.5', undefined],
  ['08.0.0.1', undefined],
  ['0x', undefined],
  ['1..2', undefined],
  ['', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['example.com', undefined],
  ['10.example.com', undefined],
  ['0'.repeat(100), undefined],
];

for (const [name, address] of meant) {
  test(`the name ${JSON.stringify(name.slice(0, 20))} means ${address ?? 'no address'}`, () => {
    assert.equal(addressOfName(name), address);
  });
}

test('every IPv4 address is found again behind each of its shapes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), number => {
      const dotted = [24, 16, 8, 0].map(shift => (number >>> shift) & 255).join('.');
      for (const shape of [String(number), `0x${number.toString(16)}`, `0${number.toString(8)}`, dotted]) {
        assert.equal(addressOfName(shape), dotted, shape);
      }
      assert.equal(categoryOfAddress(`::ffff:${dotted}`), categoryOfAddress(dotted));
    }),
  );
});

const hosts: readonly (readonly [string, AddressCategory | undefined])[] = [
  ['localhost', 'loopback'],
  ['LOCALHOST', 'loopback'],
  ['localhost.', 'loopback'],
  ['db.localhost', 'loopback'],
  ['127.0.0.1.', 'loopback'],
  ['[::1]', 'loopback'],
  ['0X7F.1', 'loopback'],
  ['2130706433.', 'loopback'],
  ['metadata.google.internal', 'metadata'],
  ['169.254.43518', 'metadata'],
  ['api.example.com', undefined],
  ['notlocalhost', undefined],
  ['fe80::1%eth0', undefined],
];

for (const [host, category] of hosts) {
  test(`the host ${host} is ${category ?? 'a name that says nothing'}`, () => {
    assert.equal(categoryOfHost(host), category);
  });
}

test('an address with a zone, a port or leading zeros is none', () => {
  for (const text of ['fe80::1%eth0', '1.2.3.4:80', '[::1]', '010.0.0.1', '1.2.3', ' 1.2.3.4', '']) {
    assert.equal(isIpAddress(text), false, text);
  }
});

test('a network is an address and how many of its bits count', () => {
  for (const text of ['10.0.0.0/8', '0.0.0.0/0', '1.2.3.4/32', 'fd00::/8', '::/128'])
    assert.equal(isNetwork(text), true, text);
  for (const text of [
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10/8',
    '::/129',
    '::/8/8',
    'fe80::%a/10',
  ])
    assert.equal(isNetwork(text), false, text);
});

test('a host stands before its port, an IPv6 address in brackets', () => {
  assert.equal(hostAndPort('a.test', 80), 'a.test:80');
  assert.equal(hostAndPort('127.0.0.1', 80), '127.0.0.1:80');
  assert.equal(hostAndPort('::1', 80), '[::1]:80');
});
