import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FleetEvent, healthEventsFile, type LocalDataplane, openLocalDataplane } from '#dataplane';
import { portsOf } from '#model';
import type { Source } from '#sources';
import { createFileSource } from '#sources/files';
import { createStateDirectory } from '#state';
import type { AddressPolicy } from '#translate';
import type { Push } from '#xds';
import { type ControlPlane, startControlPlane } from '../../src/main/control-plane.ts';
import type { ControlPlaneOptions } from '../../src/main/control-plane-options.ts';
import { followProxies, localProxies } from '../../src/main/local-proxies.ts';
import { type WatchedHealth, watchHealth } from '../../src/main/watch-health.ts';
import { ownMachine } from './evaluation.ts';

/** RunningGateway is everything together, over real files or another source: source, control plane, Envoy. */
export interface RunningGateway {
  readonly directory: string;
  readonly controlPlane: ControlPlane;
  readonly dataplane: LocalDataplane;
  readonly pushes: readonly Push[];
  write(file: string, text: string): void;
  /** Resolves when every proxy has acknowledged everything that was written. */
  settled(): Promise<void>;
  /** Resolves when there were more pushes than this, and all of them are acknowledged. */
  pushedBeyond(count: number): Promise<void>;
  /** Writes a file that changes something for some proxy, and resolves when everything that follows is acknowledged. */
  edit(file: string, text: string): Promise<void>;
  /** Puts a policy in force that changes something for some proxy, for as long as `done` runs. */
  under(policy: string, done: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** RunOptions: `dnsServers` are the servers that its Envoys ask; `source` is served instead of files. */
export interface RunOptions extends Pick<ControlPlaneOptions, 'discoveries' | 'onNotice' | 'workloads'> {
  readonly dnsServers?: readonly string[];
  readonly source?: Source;
}

/** runGateway serves the given files to one Envoy per Gateway and one per Dataplane, each in the zone `east`, and resolves when each is up to date. */
export async function runGateway(
  files: Readonly<Record<string, string>>,
  policy: AddressPolicy = ownMachine,
  { dnsServers, source, ...options }: RunOptions = {},
): Promise<RunningGateway> {
  const root = mkdtempSync(join(tmpdir(), 'fairlead-gateway-'));
  const directory = join(root, 'resources');
  mkdirSync(directory);
  const write = (file: string, text: string) => writeFileSync(join(directory, file), text);
  for (const [file, text] of Object.entries(files)) write(file, text);

  const pushes: Push[] = [];
  const wakers = new Set<() => void>();
  const wake = () => {
    for (const waker of wakers) waker();
  };
  const state = createStateDirectory(join(root, 'state'));
  let watch: WatchedHealth | undefined;
  const onEvent = (event: FleetEvent) => {
    watch?.onFleetEvent(event);
    wake();
  };
  const surroundings = { zone: 'east', ...(dnsServers === undefined ? {} : { dnsServers }) };
  const dataplane = await openLocalDataplane(onEvent, surroundings);
  const controlPlane = await startControlPlane({
    source: source ?? createFileSource({ paths: [directory], state }),
    state,
    policy,
    ...options,
    xds: { address: dataplane.xdsAddress },
    onPush: push => {
      pushes.push(push);
      watch?.onPush(push);
      wake();
    },
    healthEvents: healthEventsFile,
  });
  watch = watchHealth(controlPlane.pipeline.watched, dataplane.fleet, controlPlane.health);
  const { translation } = controlPlane.pipeline;
  const { gateways, mesh } = translation;
  const follow = () => dataplane.fleet.set(localProxies(translation, () => true));
  followProxies(translation, follow);
  follow();

  const isSettled = () => {
    const clients = controlPlane.clients();
    const proxies = [...gateways.entries(), ...mesh.sidecars.entries()];
    return proxies.every(([, { id }]) => clients.some(c => c.view === id && c.upToDate));
  };
  const until = async (isDone: () => boolean) => {
    const deadline = Date.now() + 20_000;
    while (!isDone()) {
      if (Date.now() > deadline) throw new Error(`not settled: ${JSON.stringify(controlPlane.clients())}`);
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, 50);
        wakers.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      wakers.clear();
    }
  };
  const settled = () => until(isSettled);
  const pushedBeyond = (count: number) => until(() => pushes.length > count && isSettled());
  const edit = (file: string, text: string) => {
    const count = pushes.length;
    write(file, text);
    return pushedBeyond(count);
  };
  const close = async () => {
    await dataplane.stop();
    await controlPlane.close();
    rmSync(root, { recursive: true });
  };
  try {
    await settled();
    // An acknowledged listener may still wait for its clusters (for their first health check, for example) before it listens.
    for (const [, gateway] of gateways.entries())
      await Promise.all(portsOf(gateway).map(port => isListening('127.0.0.1', port)));
    for (const [, { gateway: place }] of mesh.ownPlaces.entries())
      if (place.side?.isCaptured !== true)
        await Promise.all(
          place.listeners.map(({ port }) => isListening(place.addresses[0] ?? '127.0.0.1', port)),
        );
  } catch (error) {
    // Its Envoys would keep the test from ending.
    await close();
    throw error;
  }
  return {
    directory,
    controlPlane,
    dataplane,
    pushes,
    write,
    settled,
    pushedBeyond,
    edit,
    under: async (policy, done) => {
      await edit('policy.yaml', policy);
      try {
        await done();
      } finally {
        await edit('policy.yaml', '');
      }
    },
    close,
  };
}

async function isListening(address: string, port: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const socket = connect(port, address);
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 20));
    } finally {
      socket.destroy();
    }
  }
}
