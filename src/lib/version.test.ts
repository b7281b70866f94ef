import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { version } from './version.ts';

it('is the version of the package', () => {
  const manifest = new URL('../../package.json', import.meta.url);
  assert.equal(version, JSON.parse(readFileSync(manifest, 'utf8')).version);
});
