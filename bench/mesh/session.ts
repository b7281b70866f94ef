import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Fault } from '#lib/fault.ts';
import { freePort } from '#lib/testing/free-port.ts';
import { type AdsClient, startAdsClient } from '../harness/ads-client.ts';
import { startCommandProcess } from '../harness/command-process.ts';
import { buildGoProgram, repository } from '../harness/go-program.ts';
import { portOpen } from '../harness/server.ts';
import { profileDirectory, type System } from '../harness/systems.ts';
import { layoutArgument, type MeshLayout } from './layout.ts';
import type { MeshCommand } from './server.ts';

/** MeshSession is a server of a synthetic mesh, and a client without any proxy yet. */
export interface MeshSession {
  readonly pid: number;
  readonly target: string;
  readonly client: AdsClient;
  /** The number of resources, by type, that a proxy gets besides those of the services that it reaches. */
  readonly own: Readonly<Record<string, number>>;
  /** Resolves when the server has taken the command in. */
  command(command: MeshCommand): Promise<void>;
  output(): string;
}

/** withMesh runs a server on core 0 and a client on core 1, and ends both after the work. */
export async function withMesh<T>(
  system: System,
  layout: MeshLayout,
  work: (session: MeshSession) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const target = `127.0.0.1:${port}`;
  const client = startAdsClient();
  try {
    const server = startCommandProcess(commandOf(system, layout, target), {
      core: profileDirectory === undefined ? 0 : 'any',
    });
    try {
      await portOpen(port, server);
      const { pid, output } = server;
      const command = async (command: MeshCommand) => {
        await server.run(command);
      };
      const own = system.name === 'control' ? {} : ownResources;
      return await work({ pid, target, client, own, command, output });
    } finally {
      await server.stop();
    }
  } finally {
    await client.stop();
  }
}

/** For an inbound, for the application behind it, and for captured traffic. */
const ownResources = { cluster: 3, endpoints: 1, listener: 3 };

function commandOf({ name }: System, layout: MeshLayout, target: string): readonly [string, ...string[]] {
  const mesh = layoutArgument(layout);
  if (name === 'control') return [buildGoProgram('control'), '-mesh', mesh, '-xds', target];
  const profile = profileDirectory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`];
  // The same size of V8's young generation as in bin/fairlead.
  const flags = ['--max-semi-space-size=4', ...profile];
  return [process.execPath, ...flags, bundle(), '--mesh', mesh, '--xds', target];
}

/** bundle is the server of the mesh in one file, as users' programs are. */
function bundle(): string {
  const file = join(repository, '.cache/bench/mesh-server.mjs');
  const banner =
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  const built = spawnSync(
    join(repository, 'node_modules/.bin/esbuild'),
    [
      join(repository, 'bench/mesh/server.ts'),
      ...['--bundle', '--platform=node', '--target=node20', '--format=esm', '--log-level=warning'],
      ...[`--outfile=${file}`, `--banner:js=${banner}`],
    ],
    { encoding: 'utf8' },
  );
  if (built.status !== 0)
    throw new Fault('environment', `the mesh server cannot be bundled:\n${built.stderr}`);
  return file;
}
