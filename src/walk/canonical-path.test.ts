import assert from 'node:assert/strict';
import { it } from 'node:test';
import { canonicalPath, mergedSlashes } from './canonical-path.ts';

/** As a real Envoy did (`test/walk.test.ts` asks it about others). */
const forms: readonly (readonly [written: string, form: string | undefined])[] = [
  ['/a/./b/../c', '/a/c'],
  ['/../../a', '/a'],
  ['/a/%2e%2E/b', '/b'],
  ['/a/..;x=y/b', '/b'],
  ['/a/%2e%2e;/b', '/a/..;/b'],
  ['/a\\b', '/a/b'],
  ['/%7e%41%2d%zz', '/~A-%zz'],
  ['/%c3%20', '/%c3%20'],
  ['/%4%41%%34', '/%254A%4'],
  ['/ä^|"', '/%C3%A4%5E%7C%22'],
  ['/%00', undefined],
  ['/a//b', '/a//b'],
];

it('paths have one form, whichever way they are written', () => {
  assert.deepEqual(
    forms.map(([written]) => [written, canonicalPath(written)]),
    forms,
  );
});

it('empty elements of a path go, and what is nothing but them keeps one', () => {
  assert.deepEqual(['/a//b///', '//', '/', '///'].map(mergedSlashes), ['/a/b/', '//', '/', '//']);
});
