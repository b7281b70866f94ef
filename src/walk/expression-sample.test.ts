import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleOf } from './expression-sample.ts';

describe('a text that an expression matches', () => {
  const samples: readonly (readonly [string, string | undefined])[] = [
    ['/shop', '/shop'],
    ['/shop/.*', '/shop/a'],
    ['/v[12]/(cart|order)/\\d{3,}(/.+)?', '/v1/cart/111/a'],
    ['^/(?:a|b)\\.html$', '/a.html'],
    ['/[^/]+/x', '/a/x'],
    ['(?i)/Shop', '/Shop'],
    ['/(?P<id>[0-9a-f]+)', '/a'],
    ['[[:digit:]]+', '1'],
    ['a{2}', 'aa'],
    // What has no way through, or one that is not found.
    ['a\\bb', undefined],
  ];
  for (const [expression, text] of samples) {
    it(`${expression} matches ${text}`, () => assert.equal(sampleOf(expression), text));
  }
});
