import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BackendEndpoint } from '#resources';
import { type AddressPolicy, guardedClasses, refusal } from './address-policy.ts';
import { type OwnAddresses, ownListener } from './own-listener.ts';

const own = /with port 18001 is where the control plane itself listens/;

function policy(reachedBy: OwnAddresses): AddressPolicy {
  return {
    allowed: new Set(guardedClasses),
    socketDirectories: 'any',
    refusedSockets: [],
    ownListeners: [ownListener(18_001, reachedBy)],
  };
}

const ip = (address: string, port: number): BackendEndpoint => ({ kind: 'ip', address, port, at: '' });
const name = (hostname: string, port: number): BackendEndpoint => ({ kind: 'fqdn', hostname, port, at: '' });

const loopback = [
  ...['127.0.0.1', '127.0.0.53', '0.0.0.0', '::1', '0:0:0:0:0:0:0:1', '::', '::ffff:127.0.0.1'],
  ...['::FFFF:7F00:1', '0:0:0:0:0:ffff:127.0.0.1', '::127.0.0.1', '64:ff9b::7f00:1'],
].map(address => ip(address, 18_001));
const names = ['localhost', 'LocalHost.', 'api.localhost', 'localhost.localdomain', 'ip6-loopback'].map(n =>
  name(n, 18_001),
);
const numbers = ['127.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.0.0.1', '0'].map(n => name(n, 18_001));
const machine = ['10.0.0.5', '::ffff:10.0.0.5', '::ffff:a00:5', '2001:db8::5', '2001:DB8:0:0::5'].map(
  address => ip(address, 18_001),
);
const elsewhere = [
  ip('127.0.0.1', 18_002),
  name('localhost', 80),
  ip('10.0.0.6', 18_001),
  ip('2001:db8::6', 18_001),
];

function spelled(endpoint: BackendEndpoint): string {
  switch (endpoint.kind) {
    case 'ip':
      return `${endpoint.address}:${endpoint.port}`;
    case 'fqdn':
      return `${endpoint.hostname}:${endpoint.port}`;
    case 'unix':
      return endpoint.path;
    case 'srv':
      return endpoint.name;
  }
}

describe('what the control plane listens on is not a backend, though every class of addresses is allowed', () => {
  const everywhere = policy({ loopback: true, others: ['10.0.0.5', '2001:db8::5'] });
  for (const endpoint of [...loopback, ...names, ...machine]) {
    it(`spelled ${spelled(endpoint)}`, () => assert.match(refusal(endpoint, everywhere) ?? '', own));
  }
  for (const endpoint of numbers) {
    it(`spelled ${spelled(endpoint)}, as a name that means an address`, () =>
      assert.match(refusal(endpoint, everywhere) ?? '', /is an IP address/));
  }
  for (const endpoint of elsewhere) {
    it(`but ${spelled(endpoint)} is`, () => assert.equal(refusal(endpoint, everywhere), undefined));
  }

  it('is reached by the addresses that it is bound to, and by no others', () => {
    const here = policy({ loopback: true, others: [] });
    const there = policy({ loopback: false, others: ['10.0.0.5'] });
    assert.equal(refusal(ip('10.0.0.5', 18_001), here), undefined);
    assert.match(refusal(ip('127.0.0.1', 18_001), here) ?? '', own);
    assert.equal(refusal(ip('127.0.0.1', 18_001), there), undefined);
    assert.equal(refusal(name('localhost', 18_001), there), undefined);
    assert.match(refusal(ip('::ffff:10.0.0.5', 18_001), there) ?? '', own);
  });
});
