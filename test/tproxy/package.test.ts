import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createCgroup, removeCgroup } from './cgroup.ts';
import { attempt, sh } from './namespace.ts';
import { cannotRunWith } from './rights.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A PATH on which there is Node and what installs call, and no compiler. */
function pathWithoutCompiler(directory: string): string {
  const path = join(directory, 'path');
  mkdirSync(path);
  symlinkSync(process.execPath, join(path, 'node'));
  for (const program of ['ip', 'sh', 'env', 'cat']) symlinkSync(`/usr/bin/${program}`, join(path, program));
  return path;
}

test('the eBPF of a package needs no compiler, and a build without one says so and fails', {
  skip: cannotRunWith('ebpf', 'clang') ?? false,
}, async t => {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-package-'));
  const env = { ...process.env, PATH: pathWithoutCompiler(directory) };
  const namespace = `fl${process.pid}package`;
  const cgroup = createCgroup(namespace);
  try {
    await t.test('a build', async () => {
      const build = join(directory, 'checkout');
      mkdirSync(build);
      for (const name of ['src', 'scripts', 'node_modules', 'gen', 'package.json', 'tsconfig.json'])
        symlinkSync(join(root, name), join(build, name));
      const outcome = await attempt(
        undefined,
        [
          process.execPath,
          '--preserve-symlinks',
          '--preserve-symlinks-main',
          join(build, 'scripts/build-ebpf.mjs'),
        ],
        env,
      );
      assert.deepEqual([outcome.code, outcome.stdout], [3, '']);
      assert.match(
        outcome.stderr,
        /^build:ebpf: clang is not installed\. The eBPF programs need clang libbpf-dev/,
      );
    });
    await t.test('a package', async () => {
      await sh(
        undefined,
        'npm',
        'pack',
        root,
        '--ignore-scripts',
        '--silent',
        '--pack-destination',
        directory,
      );
      await sh(undefined, 'tar', '-xzf', join(directory, 'fairlead-0.1.0.tgz'), '-C', directory);
      await sh(undefined, 'ip', 'netns', 'add', namespace);
      await sh(namespace, 'ip', 'link', 'set', 'lo', 'up');
      const fairlead = async (verb: string, ...flags: readonly string[]) => {
        const program = join(directory, 'package/bin/fairlead');
        const { code, stdout, stderr } = await attempt(
          namespace,
          [program, verb, 'transparent-proxy', ...flags],
          env,
        );
        return `${code}: ${stdout}${stderr}`;
      };
      const flags = ['--kuma-dp-user', '5678', '--ip-family-mode', 'ipv4', '--ebpf-cgroup-path', cgroup];
      assert.match(await fairlead('install', '--backend', 'ebpf', ...flags), /^0: .*installed with ebpf/);
      assert.match(await fairlead('status'), /^0: transparent proxy: intact, with ebpf/);
      assert.match(await fairlead('uninstall'), /^0: /);
      assert.match(await fairlead('status'), /^1: transparent proxy: absent/);
    });
  } finally {
    await attempt(undefined, ['ip', 'netns', 'del', namespace]);
    removeCgroup(cgroup);
    rmSync(directory, { recursive: true });
  }
});
