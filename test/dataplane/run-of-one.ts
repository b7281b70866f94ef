// A program that starts a fleet of one gateway, as `up` does, and tells about it on stdout: what the suites kill with -9.
import { join } from 'node:path';
import { createFleet, openRuntimeDirectory, sweepLeftovers } from '#dataplane';
import { startTinyControlPlane } from './tiny-control-plane.ts';

/** What the program is given, as JSON, in its first argument. */
export interface RunOfOneOptions {
  readonly base: string;
  readonly program: string;
  readonly guard: readonly string[];
  readonly port: number;
  readonly upstream: number;
}

/** What it prints, as one line of JSON, when its gateway serves. */
export interface RunOfOne {
  readonly folder: string;
  readonly pid: number;
  readonly adminSocket: string;
  readonly swept: readonly number[];
}

const gateway = 'default/shop';
const options = JSON.parse(process.argv[2] ?? '') as RunOfOneOptions;
const swept = await sweepLeftovers(options.base);
const runtime = await openRuntimeDirectory({ base: options.base, program: options.program });
const xdsAddress = `unix:${join(runtime.path, 'xds.sock')}`;
await startTinyControlPlane(xdsAddress, { [gateway]: { ports: [options.port], upstream: options.upstream } });
const fleet = createFleet({
  program: options.program,
  guard: options.guard,
  runtime,
  xdsAddress,
  onEvent(event) {
    if (event.kind !== 'state' || event.state.kind !== 'running') return;
    const [member] = fleet.members();
    const told: RunOfOne = {
      folder: runtime.path,
      pid: member?.pid ?? 0,
      adminSocket: member?.adminSocket ?? '',
      swept: swept.flatMap(left => left.pids),
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  },
});
fleet.set([{ id: gateway, ports: [options.port], addresses: ['127.0.0.1'] }]);
