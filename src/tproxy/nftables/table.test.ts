import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTable } from './table.ts';

const chain = (name: string, base?: { type: string; hook: string; prio: number }) => ({
  chain: {
    family: 'inet',
    table: 'fairlead',
    name,
    handle: 1,
    ...(base === undefined ? {} : { ...base, policy: 'accept' }),
  },
});
const rule = (name: string, ...expr: readonly unknown[]) => ({
  rule: { family: 'inet', table: 'fairlead', chain: name, handle: 1, expr },
});
const base = chain('redirect_output', { type: 'nat', hook: 'output', prio: -99 });
const jump = rule('redirect_output', { jump: { target: 'outbound_a' } });
const read = (...objects: readonly unknown[]) =>
  readTable(JSON.stringify({ nftables: [{ metainfo: {} }, ...objects] }));
const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } });
const flags = { payload: { protocol: 'tcp', field: 'flags' } };

test('conditions read alike however a version of nft writes them', () => {
  const lines = (...expr: readonly unknown[]) =>
    read(base, chain('outbound_a'), jump, rule('outbound_a', ...expr)).listing.filter(
      line => line.chain === 'outbound',
    )[0]?.rule;
  const opening = 'tcp flags & (fin | syn | rst | ack) == syn';
  assert.equal(lines(match({ '&': [flags, ['fin', 'syn', 'rst', 'ack']] }, 'syn')), opening);
  assert.equal(
    lines(match({ '&': [flags, { '|': [{ '|': [{ '|': ['fin', 'syn'] }, 'rst'] }, 'ack'] }] }, 'syn')),
    opening,
  );
  const dport = { payload: { protocol: 'tcp', field: 'dport' } };
  assert.equal(lines(match(dport, { set: [{ range: [3000, 5000] }, 53] })), 'tcp dport { 53, 3000-5000 }');
  assert.equal(lines(match(dport, { range: [80, 88] })), 'tcp dport 80-88');
  const daddr = { payload: { protocol: 'ip', field: 'daddr' } };
  assert.equal(lines(match(daddr, '127.0.0.1', '!=')), 'ip daddr != 127.0.0.1');
  assert.equal(
    lines(match(daddr, { set: [{ range: ['10.0.0.1', '10.0.0.3'] }] })),
    'ip daddr { 10.0.0.1, 10.0.0.2/31 }',
  );
  assert.equal(lines(match({ meta: { key: 'oifname' } }, { set: ['lo', 'br*'] })), 'oifname { "br*", "lo" }');
});

test('rules that we never write come out as what they are, and so as drift', () => {
  const foreign = { xt: { type: 'target', name: 'DNAT' } };
  const table = read(base, chain('outbound_a'), jump, rule('outbound_a', foreign));
  assert.deepEqual(table.listing.at(-1), { chain: 'outbound', rule: JSON.stringify(foreign) });
});

test('the generation in force is the one that base chains lead to', () => {
  const table = read(
    base,
    chain('outbound_a'),
    chain('outbound_b'),
    jump,
    rule('outbound_b', { return: null }),
  );
  assert.equal(table.generation, 'a');
  assert.equal(
    table.listing.some(line => line.rule === 'return'),
    false,
  );
  assert.deepEqual(table.others, ['outbound_a', 'outbound_b']);
});

test('a base chain without rules is idle and does nothing', () => {
  const table = read(base, chain('outbound_a'));
  assert.deepEqual(table.idle, ['redirect_output']);
  assert.deepEqual(table.listing, []);
  assert.equal(table.generation, undefined);
});
