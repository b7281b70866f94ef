import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, TRUNCATED_RESPONSE } from 'dns-packet';
import { createAnswerCache } from './answer-cache.ts';

const query = (name: string, id = 1) => encode({ type: 'query', id, questions: [{ type: 'A', name }] });
const response = (name: string, answers: Answer[], more: { flags?: number; authorities?: Answer[] } = {}) =>
  encode({ type: 'response', id: 9, questions: [{ type: 'A', name }], answers, ...more });
const a = (name: string, ttl: number): Answer => ({ type: 'A', name, ttl, data: '192.0.2.1' });
const soa = (ttl: number, minimum: number): Answer => ({
  ...{ type: 'SOA', name: 'test', ttl },
  data: { mname: 'ns.test', rname: 'admin.test', serial: 1, refresh: 9, retry: 9, expire: 9, minimum },
});
const ttls = (bytes: Buffer | undefined) =>
  bytes === undefined
    ? undefined
    : [...(decode(bytes).answers ?? []), ...(decode(bytes).authorities ?? [])].map(
        one => 'ttl' in one && one.ttl,
      );

test('an answer holds as long as the record that ends first, and counts down meanwhile', () => {
  let now = 0;
  const cache = createAnswerCache({ now: () => now });
  cache.put(query('a.test'), response('a.test', [a('a.test', 60), a('a.test', 30)]));
  assert.deepEqual(ttls(cache.get(query('a.test', 2))), [60, 30]);
  now = 29_999;
  assert.deepEqual(ttls(cache.get(query('a.test'))), [31, 1]);
  now = 30_000;
  assert.equal(cache.get(query('a.test')), undefined);
});

test('that there is nothing holds as the zone says, and not where it does not', () => {
  let now = 0;
  const cache = createAnswerCache({ now: () => now });
  const nothing = { flags: AUTHORITATIVE_ANSWER | 3, authorities: [soa(50, 20)] };
  cache.put(query('no.test'), response('no.test', [], nothing));
  cache.put(query('empty.test'), response('empty.test', [], { authorities: [soa(10, 20)] }));
  cache.put(query('bare.test'), response('bare.test', []));
  now = 9_000;
  assert.deepEqual(ttls(cache.get(query('no.test'))), [41]);
  assert.deepEqual(ttls(cache.get(query('empty.test'))), [1]);
  assert.equal(cache.get(query('bare.test')), undefined);
  now = 10_000;
  assert.equal(cache.get(query('empty.test')), undefined);
  now = 20_000;
  assert.equal(cache.get(query('no.test')), undefined);
});

test('keeps no failure, nothing that is cut, broken, or holds for no time, and no answer to another question', () => {
  const cache = createAnswerCache();
  cache.put(query('a.test'), response('a.test', [a('a.test', 60)], { flags: 2 }));
  cache.put(query('a.test'), response('a.test', [a('a.test', 60)], { flags: TRUNCATED_RESPONSE }));
  cache.put(query('a.test'), response('a.test', [a('a.test', 0)]));
  cache.put(query('a.test'), response('a.test', [a('a.test', 60)]).subarray(0, -3));
  assert.equal(cache.get(query('a.test')), undefined);
  cache.put(query('a.test'), response('a.test', [a('a.test', 60)]));
  assert.equal(cache.get(query('A.test')), undefined);
  assert.equal(
    cache.get(encode({ type: 'query', questions: [{ type: 'AAAA', name: 'a.test' }] })),
    undefined,
  );
});

test('holds no more than it may, and forgets first what was not asked for longest', () => {
  const cache = createAnswerCache({ most: 10_000 });
  for (let i = 0; i < 1000; i++) {
    cache.put(query(`n${i}.test`), response(`n${i}.test`, [a(`n${i}.test`, 60)]));
    assert.ok(cache.get(query('n0.test')) !== undefined, 'asked for all the time');
  }
  const kept = Array.from({ length: 1000 }, (_, i) => cache.get(query(`n${i}.test`))).filter(one => one);
  assert.ok(kept.length > 10 && kept.length < 30, `${kept.length} kept`);
  assert.equal(cache.get(query('n1.test')), undefined);
  assert.ok(cache.get(query('n999.test')) !== undefined);
});
