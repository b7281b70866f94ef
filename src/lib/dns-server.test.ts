import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDnsServer } from './dns-server.ts';

test('a DNS server is an address, with a port or without', () => {
  assert.deepEqual(parseDnsServer('9.9.9.9'), { host: '9.9.9.9', port: 53 });
  assert.deepEqual(parseDnsServer('127.0.0.1:5353'), { host: '127.0.0.1', port: 5353 });
  assert.deepEqual(parseDnsServer('2001:db8::1'), { host: '2001:db8::1', port: 53 });
  assert.deepEqual(parseDnsServer('[2001:db8::1]:5353'), { host: '2001:db8::1', port: 5353 });
});

test('a name, a port that is none, and nothing are no DNS servers', () => {
  for (const text of ['dns.example', '9.9.9.9:0', '9.9.9.9:70000', '', '[::1', '9.9.9.9:'])
    assert.equal(parseDnsServer(text), undefined, text);
});
