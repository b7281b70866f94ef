import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestName } from './nearest-name.ts';

const known = ['backendRefs', 'matches', 'filters', 'name', 'timeouts', 'parentRefs'];

const cases: readonly (readonly [string, string | undefined])[] = [
  ['backendRef', 'backendRefs'],
  ['BackendRefs', 'backendRefs'],
  ['bakcendRefs', 'backendRefs'],
  ['backend_refs', 'backendRefs'],
  ['matchs', 'matches'],
  ['timeout', 'timeouts'],
  ['nmae', 'name'],
  ['parentRef', 'parentRefs'],
  ['x', undefined],
  ['weight', undefined],
  ['', undefined],
  ['a'.repeat(1_000_000), undefined],
];

for (const [written, expected] of cases) {
  test(`"${written.slice(0, 20)}" was meant to be ${expected ?? 'nothing known'}`, () => {
    assert.equal(nearestName(written, known), expected);
  });
}
