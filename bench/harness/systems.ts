import { join } from 'node:path';
import { buildGoProgram, repository } from './go-program.ts';

/** Place is the directories and addresses that a server is started with. */
export interface Place {
  /** Directory of the user's files. */
  readonly directory: string;
  /** A directory for the server's own state; empty at the first start. */
  readonly state: string;
  /** HOST:PORT. */
  readonly xds: string;
  readonly api: string;
}

/** System is a control plane under test. */
export interface System {
  readonly name: string;
  readonly about: string;
  /** Returns the command that serves a place, after building whatever is not built. */
  readonly command: (place: Place) => readonly [string, ...string[]];
}

/**
 * profileDirectory is $BENCH_PROFILE, where Node writes a CPU profile of each server. A profiled server is not pinned to one
 * core, since the profiler would then wait for the code that it observes.
 */
export const profileDirectory: string | undefined = process.env.BENCH_PROFILE;

const program = join(repository, 'bin/fairlead');

/** Run directly, for the flags of Node in the program's first line. */
const started: readonly [string, ...string[]] =
  profileDirectory === undefined
    ? [program]
    : [process.execPath, '--cpu-prof', `--cpu-prof-dir=${profileDirectory}`, program];

const fairlead: System = {
  name: 'fairlead',
  about: 'Fairlead, as users run it',
  command: place => [
    ...started,
    'serve',
    '-f',
    place.directory,
    '--xds',
    place.xds,
    '--api',
    place.api,
    '--state',
    place.state,
  ],
};

/** storing is Fairlead with nothing but a store, in the place's state. */
export const storing: System = {
  name: 'fairlead',
  about: 'Fairlead, as users run it with a store',
  command: ({ state, xds, api }) => [
    ...started,
    ...['serve', '--store', join(state, 'store.sqlite'), '--state', state, '--xds', xds, '--api', api],
  ],
};

/** following is Fairlead over a cluster; the place's directory is the kubeconfig. */
export const following: System = {
  name: 'fairlead',
  about: 'Fairlead, as users run it on a cluster',
  command: ({ directory, state, xds, api }) => [
    ...started,
    ...['serve', '--kubernetes', '--kubeconfig', directory, '--controller-name', 'fairlead.dev/gateway'],
    ...['--state', state, '--xds', xds, '--api', api],
  ],
};

/** asking is Fairlead with a Consul agent, given by its URL. */
export function asking(consul: string): System {
  const { name, about, command } = fairlead;
  return { name, about, command: place => [...command(place), '--consul-address', consul] };
}

const control: System = {
  name: 'control',
  about: 'a go-control-plane server that reads the same files and translates nothing',
  command: place => [buildGoProgram('control'), '-f', place.directory, '-xds', place.xds],
};

/** systems are all that can be measured. The first is Fairlead; ratios are to the second. */
export const systems = [fairlead, control] as const satisfies readonly System[];
