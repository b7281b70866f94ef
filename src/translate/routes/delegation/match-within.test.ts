import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HttpMatch, PathMatch } from '#model';
import { matchWithin } from './match-within.ts';

const on = (value: string, kind: PathMatch['kind'] = 'prefix', more: Partial<HttpMatch> = {}): HttpMatch => ({
  path: { kind, value },
  headers: [],
  queryParams: [],
  ...more,
});
const text = (name: string, value: string) => ({ name, kind: 'exact' as const, value });

describe('what a match takes of what the rule above it takes', () => {
  const takes: readonly (readonly [string, HttpMatch, HttpMatch, boolean])[] = [
    ['the same path', on('/team'), on('/team'), true],
    ['a path below', on('/team'), on('/team/cart', 'exact'), true],
    ['a path below one that ends with a slash', on('/team/'), on('/team/cart'), true],
    ['a path that only begins with its letters', on('/team'), on('/teams'), false],
    ['another path', on('/team'), on('/'), false],
    ['anything below everything', on('/'), on('/team'), true],
    ['an expression that begins with it', on('/team'), on('/team/.*', 'regex'), true],
    ['an expression that may begin otherwise', on('/team'), on('/team|/other', 'regex'), false],
    ['an expression that may leave its last letter out', on('/team'), on('/team?x/.*', 'regex'), false],
    ['an expression with a choice in it', on('/team'), on('/team/(a|b)', 'regex'), true],
    ['an expression with a class that holds |', on('/team'), on('/team/[|]', 'regex'), true],
    ['anything below an exact path', on('/team', 'exact'), on('/team'), false],
    ['a header less', on('/a', 'prefix', { headers: [text('x', '1')] }), on('/a'), false],
    [
      'a header more',
      on('/a', 'prefix', { headers: [text('x', '1')] }),
      on('/a', 'prefix', { headers: [text('y', '2'), text('x', '1')] }),
      true,
    ],
    ['every method', on('/a', 'prefix', { method: 'GET' }), on('/a'), false],
    ['one method of all', on('/a'), on('/a', 'prefix', { method: 'GET' }), true],
  ];
  for (const [what, above, own, isTaken] of takes) {
    it(`${what}: ${isTaken ? 'is taken' : 'is not'}`, () => {
      assert.deepEqual(matchWithin(above, own, false), isTaken ? own : undefined);
    });
  }

  it('inherits path, headers, query parameters and method, and what is above goes before', () => {
    const above = on('/a', 'prefix', {
      method: 'GET',
      headers: [text('x', '1')],
      queryParams: [text('q', '1')],
    });
    const own = on('/b', 'exact', { method: 'POST', headers: [text('x', '2'), text('y', '1')] });
    assert.deepEqual(matchWithin(above, own, true), {
      path: { kind: 'exact', value: '/a/b' },
      method: 'GET',
      headers: [text('x', '1'), text('y', '1')],
      queryParams: [text('q', '1')],
    });
  });

  it('joins paths of every kind, or takes nothing', () => {
    const path = (above: HttpMatch, own: HttpMatch) => matchWithin(above, own, true)?.path;
    assert.deepEqual(path(on('/a/'), on('/')), { kind: 'prefix', value: '/a/' });
    assert.deepEqual(path(on('/a'), on('/', 'exact')), { kind: 'exact', value: '/a' });
    assert.deepEqual(path(on('/a.b'), on('/.*', 'regex')), { kind: 'regex', value: '/a\\.b/.*' });
    assert.deepEqual(path(on('/a', 'exact'), on('/')), { kind: 'exact', value: '/a' });
    assert.equal(path(on('/a', 'exact'), on('/b')), undefined);
    assert.equal(path(on('/a.*', 'regex'), on('/b')), undefined);
  });
});
