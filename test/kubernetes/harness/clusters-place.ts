import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundledProgram } from '../../../src/cli/testing/bundled-program.ts';
import type { GuidePlace } from '../../harness/guide.ts';
import { typingInto } from '../../harness/typing-into.ts';
import type { Cluster } from './cluster.ts';
import { tools } from './tools.ts';

/** makeClustersPlace is a shell in the network of a cluster, whose `kubectl` and `fairlead` are its administrator's. */
export async function makeClustersPlace({ machine, server }: Cluster): Promise<GuidePlace> {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-guide-'));
  const program = await bundledProgram();
  const fairlead = `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`;
  writeFileSync(join(directory, 'fairlead'), fairlead, { mode: 0o755 });
  const [nsenter = '', ...words] = machine.network;
  const shell = spawn(nsenter, [...words, 'bash'], {
    cwd: directory,
    env: {
      PATH: [directory, dirname(tools().kubectl), process.env.PATH].join(':'),
      HOME: directory,
      KUBECONFIG: server.kubeconfig,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const type = typingInto(shell, join(directory, '.step'));
  // nsenter does not start in the directory from which it was started.
  await type(`cd '${directory}'`);
  return {
    write: (file, text) => writeFileSync(join(directory, file), text),
    run: type,
    async close() {
      const ended = once(shell, 'close');
      shell.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}
