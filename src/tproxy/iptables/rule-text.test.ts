import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCidr } from '../cidr.ts';
import { canonicalRule, ruleTexts, tokens } from './rule-text.ts';

const cidrs = (...texts: readonly string[]) => texts.flatMap(text => parseCidr(text) ?? []);
const single = (port: number) => ({ first: port, last: port });

test('a rule of lists becomes one line for each combination', () => {
  const texts = ruleTexts(
    {
      match: {
        protocol: 'tcp',
        outInterfaces: ['eth0', 'br+'],
        destinations: cidrs('10.0.0.0/8', '192.0.2.1'),
        users: [{ first: 1, last: 2 }],
      },
      verdict: { kind: 'return' },
    },
    4,
  );
  assert.deepEqual(texts, [
    '-d 10.0.0.0/8 -o eth0 -p tcp -m owner --uid-owner 1-2 -j RETURN',
    '-d 10.0.0.0/8 -o br+ -p tcp -m owner --uid-owner 1-2 -j RETURN',
    '-d 192.0.2.1/32 -o eth0 -p tcp -m owner --uid-owner 1-2 -j RETURN',
    '-d 192.0.2.1/32 -o br+ -p tcp -m owner --uid-owner 1-2 -j RETURN',
  ]);
});

test('a multiport match holds at most 15 ports, a range counting as two', () => {
  const ports = [
    ...Array.from({ length: 14 }, (_, i) => single(i + 1)),
    { first: 100, last: 200 },
    single(300),
  ];
  const texts = ruleTexts(
    { match: { protocol: 'tcp', destinationPorts: ports }, verdict: { kind: 'return' } },
    4,
  );
  assert.deepEqual(texts, [
    '-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14 -j RETURN',
    '-p tcp -m multiport --dports 100:200,300 -j RETURN',
  ]);
});

test('a rule of the other family is not a rule here, negated or not', () => {
  const [v6] = cidrs('::1');
  assert.ok(v6 !== undefined);
  assert.deepEqual(ruleTexts({ match: { sources: [v6] }, verdict: { kind: 'return' } }, 4), []);
  assert.deepEqual(ruleTexts({ match: { notDestination: v6 }, verdict: { kind: 'return' } }, 4), []);
  assert.deepEqual(ruleTexts({ match: { notDestination: v6 }, verdict: { kind: 'return' } }, 6), [
    '! -d ::1/128 -j RETURN',
  ]);
});

test('rules compare equal however iptables-save orders and spells them', () => {
  const written =
    '! -d 127.0.0.1/32 -o lo -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m owner --uid-owner 5678 -j REDIRECT --to-ports 15006';
  const saved =
    '! -d 127.0.0.1 -o lo -p tcp -m owner --uid-owner 5678 -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m comment --comment "a b" -j REDIRECT --to-ports 15006';
  assert.equal(canonicalRule(written), canonicalRule(saved));
  assert.notEqual(canonicalRule(written), canonicalRule(written.replace('! ', '')));
  assert.equal(
    canonicalRule('-p tcp -j LOG --log-prefix "OUTPUT:" --log-level 4'),
    canonicalRule('-p tcp -j LOG --log-prefix "OUTPUT:"'),
  );
  assert.notEqual(
    canonicalRule('-p tcp -m owner ! --uid-owner 1 -j RETURN'),
    canonicalRule('-p tcp -m owner --uid-owner 1 -j RETURN'),
  );
});

test('quotes hold words together', () => {
  assert.deepEqual(tokens('-m comment --comment "say \\"hi\\" now" -j A'), [
    '-m',
    'comment',
    '--comment',
    'say "hi" now',
    '-j',
    'A',
  ]);
});
