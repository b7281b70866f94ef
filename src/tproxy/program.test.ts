import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configuration, type Inputs } from './configuration.ts';
import { decide, type Packet, zoneOf } from './decide.ts';
import { type Facts, makePlan, type Plan } from './plan.ts';
import { makeProgram } from './program.ts';

const facts: Facts = { proxyUser: 5678, ipv6: true, resolvers: ['10.0.0.53', 'fd00::53'], listeners: [] };

function plan(flags: Inputs['flags'], changes: Partial<Facts> = {}): Plan {
  return makePlan(configuration({ files: [], environment: {}, flags }), { ...facts, ...changes }).plan;
}

const application: Packet = {
  side: 'output',
  protocol: 'tcp',
  source: '10.0.0.1',
  destination: '10.0.0.2',
  sourcePort: 40_000,
  destinationPort: 80,
  interface: 'eth0',
  user: 1000,
  opens: true,
};
const proxy: Packet = { ...application, user: 5678 };
const { user: _, ...anonymous } = application;
const inbound: Packet = { ...anonymous, side: 'prerouting', source: '10.0.0.2', destination: '10.0.0.1' };

const goesTo = (flags: Inputs['flags'], packet: Packet, changes?: Partial<Facts>) =>
  decide(makeProgram(plan(flags, changes)), packet);

test('by default both directions of TCP are redirected, in both families, and DNS is not', () => {
  assert.equal(goesTo({}, application), 15_001);
  assert.equal(goesTo({}, { ...application, source: 'fd00::1', destination: 'fd00::2' }), 15_001);
  assert.equal(goesTo({}, inbound), 15_006);
  assert.equal(goesTo({}, { ...application, protocol: 'udp', destinationPort: 53 }), undefined);
  assert.equal(goesTo({}, { ...application, destinationPort: 53 }), 15_001);
});

test('connections that are older than the rules are left alone in both directions', () => {
  assert.equal(goesTo({}, { ...application, opens: false }), undefined);
  assert.equal(goesTo({}, { ...inbound, opens: false }), undefined);
});

test('the proxy is left alone, but for its way to its own host', () => {
  assert.equal(goesTo({}, proxy), undefined);
  const own: Packet = { ...proxy, interface: 'lo', destination: '10.0.0.1' };
  assert.equal(goesTo({}, own), 15_006);
  assert.equal(goesTo({}, { ...own, destination: '127.0.0.1' }), undefined);
  assert.equal(goesTo({}, { ...own, source: '127.0.0.6' }), undefined);
  assert.equal(goesTo({}, { ...own, source: '::6', destination: 'fd00::1' }), undefined);
  assert.equal(goesTo({ 'redirect.inbound.excludePorts': '80' }, own), undefined);
  assert.equal(goesTo({ 'redirect.inbound.enabled': false }, own), undefined);
});

test('applications of one host talk to each other directly', () => {
  for (const destination of ['127.0.0.1', '10.0.0.1', '127.0.0.9']) {
    assert.equal(goesTo({}, { ...application, interface: 'lo', destination }), undefined);
  }
});

test('DNS of applications goes to the proxy, that of the proxy to the world', () => {
  const query: Packet = { ...application, protocol: 'udp', destination: '10.0.0.53', destinationPort: 53 };
  const limited = { 'redirect.dns.enabled': true };
  const all = { 'redirect.dns.captureAll': true };
  assert.equal(goesTo(limited, query), 15_053);
  assert.equal(goesTo(limited, { ...query, destination: 'fd00::53' }), 15_053);
  assert.equal(goesTo(limited, { ...query, destination: '9.9.9.9' }), undefined);
  assert.equal(goesTo(all, { ...query, destination: '9.9.9.9' }), 15_053);
  assert.equal(goesTo(all, { ...query, user: 5678 }), undefined);
  assert.equal(goesTo(limited, { ...query, protocol: 'tcp' }), 15_053);
  assert.equal(goesTo(limited, { ...query, protocol: 'tcp', destination: '9.9.9.9' }), undefined);
  assert.equal(
    goesTo({ ...all, 'redirect.outbound.excludePorts': '53' }, { ...query, protocol: 'tcp' }),
    undefined,
  );
  assert.equal(goesTo({ ...all, 'redirect.outbound.excludePortsForIPs': '10.0.0.53' }, query), undefined);
});

test('both halves of a query are in one conntrack zone, and the two queries in different ones', () => {
  const program = makeProgram(plan({ 'redirect.dns.captureAll': true }));
  const query: Packet = { ...application, protocol: 'udp', destination: '10.0.0.53', destinationPort: 53 };
  const answer: Packet = {
    ...inbound,
    protocol: 'udp',
    source: '10.0.0.53',
    sourcePort: 53,
    destinationPort: 40_000,
  };
  assert.equal(zoneOf(program, query), 2, 'query of an application');
  assert.equal(
    zoneOf(program, { ...proxy, protocol: 'udp', source: '127.0.0.1', sourcePort: 15_053 }),
    2,
    'its answer',
  );
  assert.equal(zoneOf(program, { ...query, user: 5678 }), 1, 'query of the proxy');
  assert.equal(zoneOf(program, answer), 1, 'its answer');
  assert.equal(
    zoneOf(program, { ...query, side: 'prerouting' }),
    1,
    'a query that passes through, like its answer',
  );
  const excluding = makeProgram(
    plan({ 'redirect.dns.captureAll': true, 'redirect.outbound.excludePortsForUIDs': '1000' }),
  );
  assert.equal(zoneOf(excluding, query), 1, 'a query that is left alone');
});

test('an include list turns the exclusion of ports off, and several lists must all hold', () => {
  const flags = { 'redirect.outbound.includePorts': '80', 'redirect.outbound.excludePorts': '80' };
  assert.equal(goesTo(flags, application), 15_001);
  assert.equal(goesTo(flags, { ...application, destinationPort: 81 }), undefined);
  const several = { 'redirect.outbound.includeIPs': '10.0.0.0/24', 'redirect.outbound.includeUIDs': '1000' };
  assert.equal(goesTo(several, application), 15_001);
  assert.equal(goesTo(several, { ...application, user: 1001 }), undefined);
  assert.equal(goesTo(several, { ...application, destination: '10.0.1.1' }), undefined);
});

test('inbound users stand for the ports they listen on', () => {
  const listeners = [
    { user: 70_000, port: 80 },
    { user: 70_001, port: 81 },
  ];
  const excluded = { 'redirect.inbound.excludePortsForUIDs': 'tcp:70000' };
  assert.equal(goesTo(excluded, inbound, { listeners }), undefined);
  assert.equal(goesTo(excluded, { ...inbound, destinationPort: 81 }, { listeners }), 15_006);
  const included = { 'redirect.inbound.includeUIDs': '70001' };
  assert.equal(goesTo(included, inbound, { listeners }), undefined);
  assert.equal(goesTo(included, { ...inbound, destinationPort: 81 }, { listeners }), 15_006);
  assert.equal(goesTo(included, inbound), undefined, 'nobody listens: nothing is included');
});

test('networks behind an interface are outbound, except within themselves', () => {
  const flags = { 'redirect.vnet.networks': 'docker+:172.17.0.0/16', 'redirect.dns.captureAll': true };
  const guest: Packet = { ...inbound, interface: 'docker0', source: '172.17.0.2', destination: '9.9.9.9' };
  assert.equal(goesTo(flags, guest), 15_001);
  assert.equal(goesTo(flags, { ...guest, destination: '172.17.0.1' }), 15_006);
  assert.equal(goesTo(flags, { ...guest, protocol: 'udp', destinationPort: 53 }), 15_053);
  assert.equal(goesTo(flags, { ...guest, interface: 'eth0' }), 15_006);
  assert.equal(zoneOf(makeProgram(plan(flags)), { ...guest, protocol: 'udp', destinationPort: 53 }), 2);
});

test('without IPv6 there are no IPv6 rules, and lists of IPv6 alone include nothing', () => {
  const only4 = plan({ 'redirect.outbound.includeIPs': 'fd00::/8' }, { ipv6: false });
  assert.deepEqual(only4.families, [4]);
  assert.equal(decide(makeProgram(only4), application), undefined);
});

test('what a user should know is said in notes', () => {
  const notes = (flags: Inputs['flags'], changes: Partial<Facts>) =>
    makePlan(configuration({ files: [], environment: {}, flags }), { ...facts, ...changes }).notes.join('\n');
  assert.match(notes({}, { ipv6: false }), /IPv6 is off on this host/);
  assert.match(notes({ 'redirect.dns.enabled': true }, { resolvers: [] }), /names no DNS server/);
  assert.match(
    notes({ 'redirect.dns.captureAll': true }, { resolvers: ['127.0.0.53'] }),
    /names 127.0.0.53.*udp:53:UID/,
  );
  assert.match(notes({ 'redirect.inbound.includeUIDs': '7' }, {}), /none of the users/);
});
