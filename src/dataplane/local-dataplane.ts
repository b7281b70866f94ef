import { join } from 'node:path';
import { deathGuard } from './death-guard.ts';
import { type EnvoyProgram, findEnvoy } from './envoy-program.ts';
import { createFleet, type Fleet, type FleetEvent, type FleetOptions } from './fleet.ts';
import { type Leftover, sweepLeftovers } from './leftovers.ts';
import { openRuntimeDirectory } from './runtime-directory.ts';

/**
 * LocalDataplane is all that `up` needs beside a control plane: an Envoy for each gateway, on this machine, none of which
 * outlives this process.
 */
export interface LocalDataplane {
  readonly envoy: EnvoyProgram;
  /** Where its Envoys find the control plane: `unix:PATH`, in a folder that only this user can enter. */
  readonly xdsAddress: string;
  /** The folder of the sockets of all runs of this user: no Backend may point into it. */
  readonly ownFolder: string;
  /** What killed runs had left behind. */
  readonly leftovers: readonly Leftover[];
  readonly fleet: Fleet;
  /** Ends every Envoy and removes the runtime folder; within two seconds. */
  stop(): Promise<void>;
}

/**
 * openLocalDataplane finds Envoy, ends what an earlier run left behind, and makes a folder for sockets. It starts nothing
 * before the fleet is told of gateways. `zone` is the zone of this machine, `dnsServers` the servers that its Envoys ask. A
 * Fault (`environment`) says what is missing.
 */
export async function openLocalDataplane(
  onEvent: (event: FleetEvent) => void,
  surroundings: Pick<FleetOptions, 'zone' | 'dnsServers'> = {},
): Promise<LocalDataplane> {
  const [envoy, guard] = await Promise.all([findEnvoy(), deathGuard()]);
  const runtime = await openRuntimeDirectory({ program: envoy.path });
  const leftovers = await sweepLeftovers(runtime.base);
  const xdsAddress = `unix:${join(runtime.path, 'xds.sock')}`;
  const settings = { program: envoy.path, guard, runtime, xdsAddress, onEvent };
  const fleet = createFleet({ ...settings, ...surroundings });
  return {
    envoy,
    xdsAddress,
    ownFolder: runtime.base,
    leftovers,
    fleet,
    async stop() {
      await fleet.stop();
      await runtime.close();
    },
  };
}
