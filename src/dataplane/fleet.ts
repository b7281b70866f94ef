import { join } from 'node:path';
import type { CommandLine } from '#lib/envoy-command-line.ts';
import { deepEqual } from '#lib/equal.ts';
import type { ClusterReceiver, ProxyMetrics } from '#lib/proxy-metrics.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import { bootstrapFor } from './bootstrap.ts';
import type { ClusterAnswer } from './cluster-answer.ts';
import { type BootstrapEdit, editBootstrap } from './edited-bootstrap.ts';
import { healthEventsFile } from './health-events.ts';
import { createHealthWatch } from './health-watch.ts';
import type { BackOff, LifecycleState } from './lifecycle.ts';
import type { LogLine } from './log-lines.ts';
import { createPortWatch, type PortClaim, type PortEvent } from './port-watch.ts';
import type { RuntimeDirectory } from './runtime-directory.ts';
import { type DrainLimits, type SupervisedEnvoy, superviseEnvoy } from './supervisor.ts';

/** FleetMember is a gateway that wants an Envoy: its id (the view), and where that will listen. */
export interface FleetMember {
  readonly id: string;
  readonly ports: readonly number[];
  /** Empty means every IPv4 address. */
  readonly addresses: readonly string[];
  /** How its Envoy is run. Another way is another Envoy: the one that runs is drained first. */
  readonly process?: ProcessSettings;
}

/** ProcessSettings are what an Envoy starts with, and cannot be told later. */
export interface ProcessSettings extends CommandLine {
  readonly bootstrap?: BootstrapEdit;
  readonly metrics?: ProxyMetrics<ClusterReceiver>;
}

/** FleetEvent is what happens to the Envoys of a fleet, for whoever tells people. */
export type FleetEvent =
  | {
      readonly kind: 'state';
      readonly gateway: string;
      readonly state: LifecycleState;
      readonly pid: number | undefined;
    }
  | { readonly kind: 'log'; readonly gateway: string; readonly line: LogLine; readonly heldBack: number }
  | { readonly kind: 'health'; readonly gateway: string; readonly answers: readonly ClusterAnswer[] }
  | PortEvent;

export interface FleetOptions {
  /** The Envoy binary. */
  readonly program: string;
  /** See deathGuard. */
  readonly guard: readonly string[];
  readonly runtime: RuntimeDirectory;
  /** Where they get their configuration: `HOST:PORT` or `unix:PATH`. */
  readonly xdsAddress: string;
  /** The zone that they stand in, where somebody says. */
  readonly zone?: string;
  /** DNS servers that they ask, where not those of this machine. */
  readonly dnsServers?: readonly string[];
  readonly onEvent: (event: FleetEvent) => void;
  readonly drain?: DrainLimits;
  readonly backOff?: BackOff;
  /** How often a port in use is looked at again, ms. */
  readonly retryPortsEvery?: number;
}

/** RunningMember is how one of them stands. */
export interface RunningMember {
  readonly id: string;
  readonly state: LifecycleState;
  readonly pid: number | undefined;
  readonly adminSocket: string;
}

/**
 * Fleet keeps one Envoy running for each gateway it is told of.
 *
 * - A gateway whose ports are all in use waits for one of them; with one to listen on, its Envoy is started. Which ports it
 *   may have is told by `port-granted`: who sends a listener before, has Envoy share or refuse the port.
 * - One that is told no more is drained and ended; told again meanwhile, it gets a new Envoy when the old one is gone.
 */
export interface Fleet {
  /** All gateways there are from now on. */
  set(members: readonly FleetMember[]): void;
  members(): readonly RunningMember[];
  /** Asks a gateway's Envoy how these clusters stand, soon; `health` tells. Nothing where it has none. */
  ask(gateway: string, clusters: readonly string[]): void;
  /** Clusters whose names Envoys look up from now on. Each of them that was asked for once is asked for again and again. */
  resolving(clusters: ReadonlySet<string>): void;
  /** Ends all of them at once; resolves when no Envoy is left. `set` does nothing afterwards. */
  stop(): Promise<void>;
}

export function createFleet(options: FleetOptions): Fleet {
  const wanted = new Map<string, FleetMember>();
  const envoys = new Map<string, SupervisedEnvoy>();
  /** How those that run were started. */
  const started = new Map<string, ProcessSettings>();
  let stopped = false;
  let resolving: ReadonlySet<string> = new Set();

  const ports = createPortWatch({
    onEvent: event => {
      options.onEvent(event);
      if (event.kind === 'port-granted') settle(event.claim.gateway);
    },
    gatewayOf: pid => [...envoys].find(([, envoy]) => envoy.pid() === pid)?.[0],
    ...(options.retryPortsEvery === undefined ? {} : { retryEvery: options.retryPortsEvery }),
  });

  /** An edit that cannot be made is told, and the gateway served without. */
  function edited(id: string, own: string, edit: BootstrapEdit): string {
    try {
      return editBootstrap(own, edit);
    } catch (error) {
      const message = `its bootstrap cannot be edited as its EnvoyProxy wants: ${String(error)}`;
      options.onEvent({
        kind: 'log',
        gateway: id,
        line: { level: 'error', logger: 'bootstrap', message },
        heldBack: 0,
      });
      return own;
    }
  }

  /** Brings one gateway's Envoy to where it should be. */
  function settle(id: string): void {
    const envoy = envoys.get(id);
    if (wanted.has(id) && !stopped) {
      const wants = wanted.get(id)?.process ?? {};
      if (envoy === undefined && ports.mayListen(id)) start(id, wants);
      else if (envoy !== undefined && !deepEqual(started.get(id), wants)) void envoy.stop();
    } else if (envoy !== undefined) {
      void envoy.stop();
    }
  }

  function start(id: string, wants: ProcessSettings): void {
    const { bootstrap: edit, metrics, ...commandLine } = wants;
    started.set(id, wants);
    const envoy = superviseEnvoy({
      program: options.program,
      guard: options.guard,
      folder: join(options.runtime.path, hashBytes(id).slice(0, 10)),
      commandLine,
      bootstrap: path => {
        const own = bootstrapFor({
          proxyId: id,
          xdsAddress: options.xdsAddress,
          admin: { kind: 'unix', path },
          ...(options.zone === undefined ? {} : { zone: options.zone }),
          healthEvents: healthEventsFile,
          ...(options.dnsServers === undefined ? {} : { dnsServers: options.dnsServers }),
          ...(metrics === undefined ? {} : { metrics }),
        });
        return edit === undefined ? own : edited(id, own, edit);
      },
      watchHealth: adminSocket =>
        createHealthWatch({
          adminSocket,
          onAnswers: answers => options.onEvent({ kind: 'health', gateway: id, answers }),
          resolving: () => resolving,
        }),
      onState: state => {
        options.onEvent({ kind: 'state', gateway: id, state, pid: envoys.get(id)?.pid() });
        if (state.kind !== 'stopped') return;
        envoys.delete(id);
        ports.recheck();
        settle(id);
      },
      onLog: (line, heldBack) => options.onEvent({ kind: 'log', gateway: id, line, heldBack }),
      ...(options.drain === undefined ? {} : { drain: options.drain }),
      ...(options.backOff === undefined ? {} : { backOff: options.backOff }),
    });
    envoys.set(id, envoy);
  }

  return {
    set(members) {
      if (stopped) return;
      const ids = new Set(members.map(member => member.id));
      const gone = [...wanted.keys()].filter(id => !ids.has(id));
      // What is given up first: the port of a gateway that was renamed goes from the old name to the new one.
      for (const id of gone) {
        wanted.delete(id);
        ports.claim(id, []);
      }
      for (const member of members) {
        wanted.set(member.id, member);
        ports.claim(member.id, claimsOf(member));
      }
      for (const id of [...gone, ...ids]) settle(id);
    },
    members: () =>
      [...envoys].map(([id, envoy]) => ({
        id,
        state: envoy.state(),
        pid: envoy.pid(),
        adminSocket: envoy.adminSocket,
      })),
    ask: (gateway, clusters) => envoys.get(gateway)?.ask(clusters),
    resolving: clusters => {
      resolving = clusters;
    },
    async stop() {
      stopped = true;
      ports.stop();
      await Promise.all([...envoys.values()].map(envoy => envoy.stop()));
    },
  };
}

function claimsOf({ id, ports, addresses }: FleetMember): PortClaim[] {
  const bound = addresses.length === 0 ? everyAddress : addresses;
  return [...new Set(ports)].map(port => ({ gateway: id, addresses: bound, port }));
}

const everyAddress = ['0.0.0.0'];
