import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { createMemoryState, createStateDirectory } from '#state';
import { Follower } from '../follower.ts';
import { createFileSource } from './file-source.ts';

const map = (name: string, v: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: default\ndata:\n  v: "${v}"\n`;
const program = (name: string): string[] => [
  '--import',
  'tsx',
  new URL(`testing/${name}.ts`, import.meta.url).pathname,
];

describe('createFileSource at the limits of the system', () => {
  let root: string;
  let directory: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'fairlead-limits-'));
    directory = join(root, 'conf');
    mkdirSync(directory);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('misses nothing when the kernel drops events because too many came at once', async () => {
    const count = 9000;
    const live = await Follower.start(createFileSource({ paths: [directory], state: createMemoryState() }));
    // Twice as many events as files, of which the kernel keeps 16,384 by default.
    for (let i = 0; i < count; i++) writeFileSync(join(directory, `${i}.yaml`), map(`n${i}`, '1'));
    await live.until('all', () => live.entries.size === count);
    await live.source.stop();
  });

  it('names the system limit to raise when there are no watches left', async () => {
    for (let i = 0; i < 20; i++) mkdirSync(join(directory, String(i)));
    // A user namespace has a limit of its own.
    const script = 'echo 10 > /proc/sys/user/max_inotify_watches && exec "$@"';
    const { stdout } = await promisify(execFile)('unshare', [
      '--user',
      '--map-root-user',
      'sh',
      '-c',
      script,
      'sh',
      process.execPath,
      ...program('start-or-fault'),
      directory,
    ]);
    assert.match(
      stdout,
      /^environment: .*cannot be watched: .*fs\.inotify\.max_user_watches is reached; raise it/,
    );
  });

  it('has after kill -9 at any moment the version that was in force, whatever the file says then', async () => {
    const file = join(directory, 'a.yaml');
    for (const kills of [1, 2, 5, 11, 30]) {
      const state = join(root, `state${kills}`);
      writeFileSync(file, map('a', '0'));
      const child = spawn(process.execPath, [...program('follow-until-killed'), directory, state], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let inForce = '';
      for await (const line of createInterface({ input: child.stdout })) {
        inForce = line;
        if (Number(line) >= kills) child.kill('SIGKILL');
        else writeFileSync(file, map('a', `${Number(line) + 1}`));
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      writeFileSync(join(root, 'next'), '{ broken');
      renameSync(join(root, 'next'), file);
      const remembered = createStateDirectory(state);
      const again = await Follower.start(createFileSource({ paths: [directory], state: remembered }));
      const [entry] = [...again.entries.values()];
      assert.deepEqual(
        entry?.findings.map(({ reason }) => reason),
        ['InvalidYAML', 'LastGoodInForce'],
      );
      assert.ok(entry.resource?.id === 'kubernetes/ConfigMap');
      assert.equal(entry.resource.spec.data.v, inForce);
      await again.source.stop();
      await remembered.close();
    }
  });
});
