import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parsed } from './setting-type.ts';
import {
  bool,
  cidrs,
  duration,
  executables,
  interfaces,
  port,
  ports,
  userPorts,
  users,
  virtualNetworks,
} from './setting-type.ts';

function value<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'mistake') throw new Error(parsed.reason);
  return parsed.value;
}

function reason(parsed: Parsed<unknown>): string {
  return parsed.kind === 'mistake' ? parsed.reason : 'no mistake';
}

test('a port is 1 to 65535, as text or number', () => {
  assert.equal(value(port.parse('15001')), 15_001);
  assert.equal(value(port.parse(15_001)), 15_001);
  for (const bad of ['0', '70000', '-1', '80x', '', '1e3', '0x50', [80], undefined]) {
    assert.match(reason(port.parse(bad)), /is not a port \(1 to 65535\)/);
  }
});

test('ports are numbers and ranges, from one text, several texts, or a YAML list', () => {
  const expected = [
    { first: 22, last: 22 },
    { first: 8000, last: 8100 },
  ];
  assert.deepEqual(value(ports.parse('22, 8000-8100')), expected);
  assert.deepEqual(value(ports.parse([22, '8000:8100'])), expected);
  assert.deepEqual(value(ports.parse(['22', '8000-8100'])), expected);
  assert.deepEqual(value(ports.parse('')), []);
  assert.match(reason(ports.parse('8100-8000')), /"8100-8000" is not a port or a range/);
  assert.match(reason(ports.parse(Array.from({ length: 513 }, (_, i) => i + 1))), /513 entries are too many/);
});

test('user ids have the full 32 bits but for the one that means nobody', () => {
  assert.deepEqual(value(users.parse('0,4294967294')).at(-1), { first: 4_294_967_294, last: 4_294_967_294 });
  assert.match(reason(users.parse('4294967295')), /not a user id/);
});

test("ports of users are written as Kuma's", () => {
  const all = { protocols: ['tcp', 'udp'], ports: [] };
  const of = (uid: number, last = uid) => ({ users: [{ first: uid, last }] });
  assert.deepEqual(value(userPorts.parse('1000')), [{ ...all, ...of(1000) }]);
  assert.deepEqual(value(userPorts.parse('udp:*:1000')), [{ protocols: ['udp'], ports: [], ...of(1000) }]);
  assert.deepEqual(value(userPorts.parse('udp:1000')), [{ protocols: ['udp'], ports: [], ...of(1000) }]);
  assert.deepEqual(value(userPorts.parse('53,3000-5000:106-108')), [
    {
      protocols: ['tcp', 'udp'],
      ports: [
        { first: 53, last: 53 },
        { first: 3000, last: 5000 },
      ],
      ...of(106, 108),
    },
  ]);
  assert.deepEqual(value(userPorts.parse('tcp:22,80-88:1000-1002;udp:*:2000')).length, 2);
  for (const bad of ['*', 'tcp:22:*', 'icmp:22:1000', 'a:b:c:1000', '1000,1001', 'tcp:0:1000', '']) {
    if (bad !== '')
      assert.match(reason(userPorts.parse(bad)), /not of the form \[protocol:\]\[ports:\]uids/, bad);
  }
});

test('addresses, interfaces, networks, programs and durations name what is wrong with them', () => {
  assert.equal(value(cidrs.parse('10.0.0.1,fe80::/10')).length, 2);
  assert.match(reason(cidrs.parse('10.0.0.300')), /"10.0.0.300" is not an IP address or CIDR block/);
  assert.deepEqual(value(interfaces.parse('eth0,br+,eth0')), ['br+', 'eth0']);
  assert.match(reason(interfaces.parse('an-interface-too-long')), /is not the name of an interface/);
  assert.match(reason(interfaces.parse('a"b')), /is not the name of an interface/);
  assert.equal(value(virtualNetworks.parse('iface:::1/64'))[0]?.cidr.family, 6);
  assert.match(reason(virtualNetworks.parse('docker0')), /not of the form INTERFACE:CIDR/);
  assert.deepEqual(value(executables.parse('iptables-save:/a,iptables-restore:/b')), {
    'iptables-save': '/a',
    'iptables-restore': '/b',
  });
  assert.deepEqual(value(executables.parse({ iptables: '/a' })), { iptables: '/a' });
  assert.match(reason(executables.parse('rm:/bin/rm')), /NAME one of/);
  assert.equal(value(duration.parse('1m30s')), 90_000);
  assert.equal(value(duration.parse('500ms')), 500);
  assert.match(reason(duration.parse('5')), /is not a duration/);
  assert.match(reason(duration.parse('100h')), /longer than an hour/);
  assert.equal(value(bool.parse('T')), true);
  assert.match(reason(bool.parse('yes')), /neither true nor false/);
});

test('what a person wrote is quoted, but never at length', () => {
  assert.ok(reason(port.parse('9'.repeat(10_000))).length < 120);
});
