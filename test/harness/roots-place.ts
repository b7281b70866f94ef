import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundledProgram } from '../../src/cli/testing/bundled-program.ts';
import type { GuidePlace } from './guide.ts';
import { typingInto } from './typing-into.ts';

/** Names of network namespaces are mounts: this makes them this shell's own, like everything else that it creates. */
const setUp = `
mkdir -p /run/netns && mount -t tmpfs none /run/netns
ip link set lo up
`;

/**
 * makeRootsPlace is a root shell with its own network, mounts and processes: bridges, namespaces and background processes
 * that it creates end with it. Commands are typed one after the other, so that later ones see the effects of earlier ones; a
 * failing command rejects.
 */
export async function makeRootsPlace(): Promise<GuidePlace> {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-guide-'));
  const program = await bundledProgram();
  // Proxies run as somebody else.
  for (const folder of [directory, dirname(program)]) chmodSync(folder, 0o755);
  const bin = join(directory, '.bin');
  mkdirSync(bin);
  const temporary = join(directory, '.tmp');
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777);
  const fairlead = join(bin, 'fairlead');
  writeFileSync(fairlead, `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`, { mode: 0o755 });
  const apart = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const shell = spawn('unshare', [...apart, 'bash'], {
    cwd: directory,
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: join(directory, '.home'),
      TMPDIR: temporary,
      ...(process.env.FAIRLEAD_ENVOY === undefined ? {} : { FAIRLEAD_ENVOY: process.env.FAIRLEAD_ENVOY }),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const run = typingInto(shell, join(directory, '.step'));
  await run(setUp);
  return {
    write(file, text) {
      const path = join(directory, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
    run,
    async close() {
      const ended = once(shell, 'close');
      shell.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}
