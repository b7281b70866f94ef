import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { bundledProgram } from './testing/bundled-program.ts';

it('who has read enough, and goes, ends a command without a word, also where it is only asked for help', async () => {
  const program = await bundledProgram();
  for (const words of [
    ['--help'],
    ['explain', 'request', '--help'],
    ['render', '-f', 'examples/quickstart', '--allow-addresses', 'loopback'],
  ]) {
    const command = [process.execPath, program, ...words].join(' ');
    const { stderr } = spawnSync('bash', ['-c', `${command} | true`], { encoding: 'utf8' });
    assert.equal(stderr, '');
  }
});
