import { networkInterfaces } from 'node:os';
import type { Command } from 'commander';
import {
  type FleetEvent,
  fleetEventText,
  healthEventsFile,
  type LocalDataplane,
  openLocalDataplane,
} from '#dataplane';
import { hostAndPort } from '#lib/ip-address.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type Gateway, type Listener, originsOn, type Sidecar } from '#model';
import type { AddressPolicy } from '#translate';
import type { ControlPlane } from '../main/control-plane.ts';
import { followProxies, localProxies } from '../main/local-proxies.ts';
import { type WatchedHealth, watchHealth } from '../main/watch-health.ts';
import { painter } from './colours.ts';
import type { RegisterCommand } from './command.ts';
import { addConsulFlags, type ConsulFlags, readConsul } from './consul-flags.ts';
import { addDnsFlags, checkingNames, type DnsFlags, readDnsServers } from './dns-flags.ts';
import { followLinks } from './follow-links.ts';
import { readTcpAddress } from './listen-address.ts';
import { createLiveLines, type LiveLines } from './live/live-lines.ts';
import { defaultStateDirectory } from './places.ts';
import { addPolicyFlags, type PolicyFlags, readPolicy } from './policy-flags.ts';
import { showFile } from './read-manifests.ts';
import { runControlPlane } from './run-control-plane.ts';
import { runUntilStopped } from './run-until-stopped.ts';

interface UpFlags extends PolicyFlags, DnsFlags, ConsulFlags {
  readonly api: string;
  readonly state?: string;
  readonly zone?: string;
}

const examples = `
Each Gateway gets its own Envoy, on the ports of its listeners. Edit a file, and traffic follows within milliseconds. A mistake
is reported with file and line, and the last good state stays in force. Ctrl-C stops everything.

Examples:
  fairlead up examples/quickstart
  fairlead up shop/ --api 127.0.0.1:18001
  fairlead get gateways              in another terminal: their status
  fairlead explain httproute/shop    in another terminal: where requests go, and why`;

/** `fairlead up`: the control plane and one Envoy per Gateway, here, now. */
export const upCommand: RegisterCommand = program => {
  const command: Command = program
    .command('up')
    .description('Run files on this machine: a control plane, and an Envoy for each Gateway')
    .addHelpText('after', examples)
    .argument('<path...>', 'files or directories with manifests (.yaml, .yml, .json)')
    .option('--api <address>', 'address of the REST API: HOST:PORT; port 0 is any free port', '127.0.0.1:0')
    .option('--state <dir>', 'directory for what must survive a restart (default: as for serve)')
    .option('--zone <name>', 'zone of this machine, for policies that prefer endpoints in the same zone');
  addDnsFlags(command);
  addConsulFlags(command);
  addPolicyFlags(command, { addresses: 'loopback', sockets: 'any' }).action(up);
};

async function up(paths: readonly string[], flags: UpFlags): Promise<void> {
  const paint = painter(process.stdout);
  const write = (line: string) => process.stdout.write(`${line}\n`);
  const live = createLiveLines({ write, paint, show: showFile });
  const dns = readDnsServers(flags);
  const consul = readConsul(flags);
  const api = { address: readTcpAddress('--api', flags.api) };
  await runUntilStopped(async () => {
    let running: ControlPlane | undefined;
    let watch: WatchedHealth | undefined;
    const onEvent = (event: FleetEvent) => {
      watch?.onFleetEvent(event);
      if (running !== undefined) onFleetEvent(event, running, live);
    };
    const dataplane = await openLocalDataplane(onEvent, {
      ...(flags.zone === undefined ? {} : { zone: flags.zone }),
      ...dns,
    });
    for (const pid of dataplane.leftovers.flatMap(({ pids }) => pids)) {
      live.say('·', `ended Envoy ${pid}, left behind by a run that was killed`);
    }
    try {
      const { controlPlane, close } = await runControlPlane({
        paths,
        stateDirectory: flags.state ?? defaultStateDirectory(paths),
        policy: checkingNames(readPolicy(flags, ownMachine(dataplane)), flags),
        xds: { address: dataplane.xdsAddress },
        api,
        live,
        ...dns,
        ...consul,
        watchPorts: true,
        healthEvents: healthEventsFile,
        onPush: push => watch?.onPush(push),
      });
      running = controlPlane;
      watch = watchHealth(controlPlane.pipeline.watched, dataplane.fleet, controlPlane.health);
      runProxies(controlPlane, dataplane, live);
      return {
        close: async () => {
          // That our own Envoys go now is no news.
          live.stop();
          await dataplane.stop();
          await close();
        },
      };
    } catch (error) {
      await dataplane.stop();
      throw error;
    }
  });
}

/** A user of `up` mostly runs the backends on this machine too. The proxies' own sockets stay out of reach. */
function ownMachine(dataplane: LocalDataplane): AddressPolicy {
  return {
    allowed: new Set(['loopback']),
    socketDirectories: 'any',
    refusedSockets: [followLinks(dataplane.ownFolder)],
    followLinks,
  };
}

function onFleetEvent(event: FleetEvent, controlPlane: ControlPlane, live: LiveLines): void {
  if (event.kind === 'port-granted') controlPlane.ports.grant(event.claim.gateway, event.claim.port);
  if (event.kind === 'port-blocked')
    controlPlane.ports.block(
      event.claim.gateway,
      event.claim.port,
      event.why,
      listeningAt(controlPlane, event.claim),
    );
  const text = fleetEventText(event);
  if (text !== undefined) live.say(event.kind === 'port-blocked' ? '!' : '·', text);
}

/** The Gateways that a port is for. */
function listeningAt(
  { pipeline }: ControlPlane,
  { gateway, port }: { readonly gateway: string; readonly port: number },
): readonly ResourceKey[] {
  const edge = [...pipeline.translation.edges.entries()].find(([, { id }]) => id === gateway)?.[1];
  return edge === undefined ? [] : originsOn(edge, port);
}

/**
 * Runs one Envoy for each Gateway, and each workload of this machine, as they come and go; where there is none yet, `up`
 * waits.
 */
function runProxies({ pipeline }: ControlPlane, dataplane: LocalDataplane, live: LiveLines): void {
  const { translation } = pipeline;
  const { edges, mesh } = translation;
  const follow = () => dataplane.fleet.set(localProxies(translation, isOwnAddress));
  edges.subscribe(changes => {
    for (const { before, after } of changes)
      if (before === undefined && after !== undefined) announce(after, live);
  });
  followProxies(translation, follow);
  for (const [, gateway] of edges.entries()) announce(gateway, live);
  for (const [, sidecar] of mesh.sidecars.entries())
    if (isOwnAddress(sidecar.address))
      announceSidecar(
        sidecar,
        [...mesh.ownPlaces.entries()].map(([, place]) => place),
        live,
      );
  if (edges.size + mesh.sidecars.size === 0)
    live.say('·', 'no Gateway and no Dataplane yet: write one, and its Envoy starts');
  follow();
}

/** Tells this machine's addresses: all of 127.0.0.0/8, and those of its interfaces. */
function isOwnAddress(address: string): boolean {
  return (
    address.startsWith('127.') ||
    Object.values(networkInterfaces()).some(own => own?.some(one => one.address === address))
  );
}

function announce(gateway: Gateway, live: LiveLines): void {
  const urls = urlsOf(gateway);
  if (urls.length > 0) live.say('·', `gateway ${gateway.id}: ${urls.join(' ')}`);
}

/** Reports where others reach a workload, and where its application finds the services that it calls. */
function announceSidecar({ id }: Sidecar, places: readonly OwnPlace[], live: LiveLines): void {
  const own = places.filter(({ sidecar }) => sidecar === id).map(({ gateway }) => gateway);
  for (const direction of ['inbound', 'outbound'] as const) {
    const urls = own.filter(({ side }) => side?.direction === direction && !side.isCaptured).flatMap(urlsOf);
    const what = direction === 'inbound' ? 'is reached at' : 'reaches others at';
    if (urls.length > 0) live.say('·', `workload ${id} ${what} ${urls.join(' ')}`);
  }
}

/** OwnPlace is where a sidecar listens for itself alone. */
interface OwnPlace {
  readonly gateway: Gateway;
  readonly sidecar?: string;
}

function urlsOf({ addresses, listeners }: Gateway): string[] {
  const [address = '127.0.0.1'] = addresses.filter(a => a !== '0.0.0.0' && a !== '::');
  return [...new Set(listeners.map(l => `${schemeOf(l)}://${hostAndPort(address, l.port)}`))];
}

function schemeOf(listener: Listener): string {
  switch (listener.kind) {
    case 'http':
      return listener.tls === undefined ? 'http' : 'https';
    case 'tcp':
    case 'tls':
      return 'tcp';
    case 'udp':
      return 'udp';
  }
}
