import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ruleset, uninstall } from './backend-laws.ts';
import { isBpffsEmpty } from './bpf-state.ts';
import { addForeignRules } from './foreign-rules.ts';
import { inLab, type Lab, users } from './lab.ts';
import { attempt } from './namespace.ts';
import { cannotRunWith } from './rights.ts';

/** Every program with which an install or uninstall changes something. */
const programs = [
  'nft',
  'ip',
  'iptables-nft-restore',
  'ip6tables-nft-restore',
  'iptables-legacy-restore',
  'ip6tables-legacy-restore',
];

/**
 * deadlyPath is a directory for PATH in which each of these programs counts its changes, and kills fairlead -9 ahead of
 * the one with the number in $FATAL_STEP. The programs themselves are the real ones.
 */
function deadlyPath(lab: Lab): string {
  const directory = join(lab.directory, 'deadly');
  mkdirSync(directory, { recursive: true });
  for (const program of programs) {
    const path = join(directory, program);
    writeFileSync(
      path,
      `#!/bin/sh
case "$*" in *-f\\ -*|*--noflush*|*address*)
  case "$*" in *--test*) ;; *)
    echo "$*" >> "$STEPS"
    if [ "$(wc -l < "$STEPS")" = "$FATAL_STEP" ]; then
      victim=$PPID
      while [ "$(cat /proc/$victim/comm)" != node ]; do victim=$(awk '/^PPid/ { print $2 }' /proc/$victim/status); done
      kill -9 "$victim"; exit 1
    fi ;;
  esac ;;
esac
exec /usr/sbin/${program} "$@"
`,
    );
    chmodSync(path, 0o755);
  }
  return directory;
}

/**
 * deadlyProgram is the program with a loader of eBPF programs that does the same. Its changes are system calls; the start
 * of the loader after a change is a step as well.
 */
function deadlyProgram(lab: Lab): string {
  const directory = join(lab.directory, 'deadly-program');
  cpSync(dirname(lab.program), directory, { recursive: true });
  const loader = join(directory, `ebpf/fairlead-bpf-${process.arch}`);
  renameSync(loader, `${loader}.real`);
  writeFileSync(
    loader,
    `#!/bin/sh
last=$(tail -n 1 "$STEPS")
if [ -n "$last" ] && [ "$last" = "\${last#start}" ]; then
  echo "start of $1" >> "$STEPS"
  if [ "$(wc -l < "$STEPS")" = "$FATAL_STEP" ]; then kill -9 "$PPID"; exit 1; fi
fi
case "$1" in
  check|read|interfaces) exec "$0.real" "$@" ;;
  *) exec python3 ${fileURLToPath(new URL('killed-at-change.py', import.meta.url))} "$0.real" "$@" ;;
esac
`,
  );
  chmodSync(loader, 0o755);
  return join(directory, basename(lab.program));
}

const beside = [
  ['nftables', 'foreign rules'],
  ['iptables', 'foreign rules'],
  ['iptables', 'nothing'],
  ['iptables-legacy', 'foreign rules'],
  ['ebpf', 'nothing'],
] as const;

for (const [name, neighbours] of beside) {
  test(`${name} beside ${neighbours}: kill -9 at any step leaves what the next install or uninstall heals`, {
    skip: cannotRunWith(name, ...(name === 'ebpf' ? ['python3'] : [])) ?? false,
  }, async t => {
    await inLab({ envoy: false }, async lab => {
      const path = deadlyPath(lab);
      const program = name === 'ebpf' ? deadlyProgram(lab) : lab.program;
      const steps = join(lab.directory, 'steps');
      const base = ['install', 'transparent-proxy', '--backend', name, '--kuma-dp-user', `${users.proxy}`];
      const installs = {
        'first install': [...base, '--redirect-all-dns-traffic'],
        'another install': [...base, '--drop-invalid-packets', '--exclude-outbound-ports', '9090'],
        uninstall: ['uninstall', 'transparent-proxy'],
      };
      /** Runs until the step; true where the program came to its end before it. */
      const runUntil = async (args: readonly string[], fatal: number) => {
        writeFileSync(steps, '');
        const env = {
          ...lab.environment,
          PATH: `${path}:${process.env.PATH}`,
          STEPS: steps,
          FATAL_STEP: `${fatal}`,
        };
        const { code, stderr } = await attempt(lab.host, [process.execPath, program, ...args], env);
        assert.ok(code === 0 || code === null || code === 137, stderr);
        return code === 0;
      };
      const succeeds = async (args: readonly string[]) => {
        const outcome = await lab.fairlead(args);
        assert.equal(outcome.code, 0, outcome.stderr + outcome.stdout);
      };
      if (neighbours !== 'nothing')
        await addForeignRules(lab.host, name === 'iptables-legacy' ? 'legacy' : 'nft');
      const before = await ruleset(lab);
      for (const [what, args] of Object.entries(installs)) {
        await t.test(what, async () => {
          const isFirst = what === 'first install';
          let step = 1;
          if (!isFirst) await succeeds(installs['first install']);
          for (; !(await runUntil(args, step)); step++) {
            const isInView = name === 'ebpf' && what !== 'uninstall' && (await isBpffsEmpty(lab));
            assert.ok(!isInView, `killed ahead of change ${step}, an empty BPF file system stays in view`);
            // Odd steps: the next install heals. Even steps: the next uninstall leaves nothing.
            if (step % 2 === 1) {
              await succeeds(installs['first install']);
              await succeeds(['status', 'transparent-proxy']);
            }
            if (step % 2 === 0 || isFirst) {
              await uninstall(lab);
              assert.equal(await ruleset(lab), before, `after ${what}, killed ahead of change ${step}`);
              if (!isFirst) await succeeds(installs['first install']);
            }
          }
          assert.ok(step > 3, `only ${step - 1} changes were interrupted`);
          await uninstall(lab);
          assert.equal(await ruleset(lab), before);
        });
      }
    });
  });
}
