import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  anyHostname,
  hostnameMatches,
  intersectHostnames,
  isAskable,
  isHostname,
  normalizeHostname,
} from './hostname.ts';

test('a host name is RFC 1123 in lower case, at most 253 characters, with or without final dot', () => {
  const label = 'a'.repeat(63);
  const longest = `${label}.${label}.${label}.${'a'.repeat(61)}`;
  for (const name of [
    'a',
    'localhost',
    'api.example.com',
    'a-b.c',
    '1.example',
    'example.com.',
    longest,
    `${longest}.`,
  ]) {
    assert.ok(isHostname(name), name);
  }
  const wrong = [
    '',
    '.',
    '-a',
    'a-',
    'a..b',
    '.a',
    'A',
    '*.a',
    'a_b',
    'a b',
    'a:80',
    'http://a',
    '[::1]',
    'ü.de',
  ];
  for (const name of [...wrong, `${label}a`, `${longest}a`, 'a\n', `${'a.'.repeat(100_000)}`]) {
    assert.equal(isHostname(name), false, name.slice(0, 40));
  }
});

test('names that mean the same host normalise to the same', () => {
  assert.equal(normalizeHostname('API.Example.COM.'), 'api.example.com');
  assert.equal(normalizeHostname('api.example.com'), 'api.example.com');
});

const matches: readonly (readonly [pattern: string, hostname: string, boolean])[] = [
  ['api.example.com', 'api.example.com', true],
  ['api.example.com', 'example.com', false],
  ['*.example.com', 'api.example.com', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'badexample.com', false],
  ['*.example.com', '.example.com', false],
  ['*.example.com', '*.example.com', true],
  ['*.example.com', '*.a.example.com', true],
  ['*.a.example.com', '*.example.com', false],
  ['api.example.com', '*.example.com', false],
  [anyHostname, 'example.com', true],
  [anyHostname, '*.example.com', true],
  ['*.example.com', anyHostname, false],
];

for (const [pattern, hostname, expected] of matches) {
  test(`${pattern} ${expected ? 'covers' : 'does not cover'} ${hostname}`, () => {
    assert.equal(hostnameMatches(pattern, hostname), expected);
  });
}

const intersections: readonly (readonly [string, string, string | undefined])[] = [
  ['*', '*', '*'],
  ['*', 'a.com', 'a.com'],
  ['*', '*.a.com', '*.a.com'],
  ['test.example.com', '*.example.com', 'test.example.com'],
  ['*.example.com', '*.test.example.com', '*.test.example.com'],
  ['*.example.com', 'example.com', undefined],
  ['*.example.com', 'test.example.net', undefined],
  ['a.com', 'b.com', undefined],
];

for (const [a, b, expected] of intersections) {
  test(`${a} and ${b} have ${expected ?? 'nothing'} in common`, () => {
    assert.equal(intersectHostnames(a, b), expected);
    assert.equal(intersectHostnames(b, a), expected);
  });
}

test('a host is covered by an intersection exactly where it is covered by both', () => {
  const label = fc.constantFrom('a', 'b', 'c');
  const name = fc.array(label, { minLength: 1, maxLength: 4 }).map(labels => labels.join('.'));
  const pattern = fc.oneof(
    fc.constant(anyHostname),
    name,
    name.map(suffix => `*.${suffix}`),
  );
  fc.assert(
    fc.property(pattern, pattern, name, (a, b, host) => {
      const both = intersectHostnames(a, b);
      const covered = both !== undefined && hostnameMatches(both, host);
      assert.equal(covered, hostnameMatches(a, host) && hostnameMatches(b, host));
    }),
  );
});

test('a name is askable that resolvers can be asked for, with underscores or without', () => {
  for (const name of ['web.mesh', 'web_shop_svc_80.mesh', '_x.y', 'a', '80.mesh'])
    assert(isAskable(name), name);
  const none = [
    '',
    '.mesh',
    'web..mesh',
    'web.mesh.',
    'Web.mesh',
    '-a.mesh',
    `${'a'.repeat(64)}.mesh`,
    'a b',
  ];
  for (const name of none) assert(!isAskable(name), name);
});
