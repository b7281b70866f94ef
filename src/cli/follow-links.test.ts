import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { followLinks } from './follow-links.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'fairlead-links-')));
after(() => rmSync(root, { recursive: true }));
const at = (path: string) => join(root, path);
mkdirSync(at('run'));
writeFileSync(at('run/there'), '');
symlinkSync(at('run'), at('folder'));
symlinkSync('run/later', at('dangling'));
symlinkSync('dangling', at('twice'));
symlinkSync('loop', at('loop'));

const paths: readonly (readonly [string, string])[] = [
  ['run/there', 'run/there'],
  ['folder/there', 'run/there'],
  ['folder/later', 'run/later'],
  ['nowhere/at/all', 'nowhere/at/all'],
  ['dangling', 'run/later'],
  ['twice', 'run/later'],
  ['folder/../dangling', 'run/later'],
];
for (const [path, leadsTo] of paths) {
  it(`${path} leads to ${leadsTo}`, () => assert.equal(followLinks(at(path)), at(leadsTo)));
}

it('what leads round in a circle leads to itself', () => {
  assert.equal(followLinks(at('loop')), at('loop'));
});
