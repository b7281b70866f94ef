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

/** FleetMember is a gateway that wants an Envoy: its id (the view), and where the Envoy will listen. */
export interface FleetMember {
  readonly id: string;
  readonly ports: readonly number[];
  /** Empty means every IPv4 address. */
  readonly addresses: readonly string[];
  /** How its Envoy is run. A change takes a new Envoy: the running one is drained first. */
  readonly process?: ProcessSettings;
}

/** ProcessSettings are what an Envoy starts with, and cannot be told later over xDS. */
export interface ProcessSettings extends CommandLine {
  readonly bootstrap?: BootstrapEdit;
  readonly metrics?: ProxyMetrics<ClusterReceiver>;
}

/** FleetEvent is something that happens to the Envoys of a fleet, to be shown to people. */
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
  /** Where the Envoys get their configuration: `HOST:PORT` or `unix:PATH`. */
  readonly xdsAddress: string;
  /** The zone that they are in, where somebody says. */
  readonly zone?: string;
  /** DNS servers that they ask; absent: those of this machine. */
  readonly dnsServers?: readonly string[];
  readonly onEvent: (event: FleetEvent) => void;
  readonly drain?: DrainLimits;
  readonly backOff?: BackOff;
  /** ms between two looks at a port in use. */
  readonly retryPortsEvery?: number;
}

/** RunningMember is the state of one gateway's Envoy. */
export interface RunningMember {
  readonly id: string;
  readonly state: LifecycleState;
  readonly pid: number | undefined;
  readonly adminSocket: string;
}

/**
 * Fleet keeps one Envoy running for each gateway in `set`.
 *
 * - A gateway whose ports are all in use waits for one of them; once it has one to listen on, its Envoy is started.
 *   `port-granted` tells which ports it may have: a listener sent earlier would make Envoy share or refuse the port.
 * - A gateway that is no longer in `set` is drained and ended. If it comes back meanwhile, it gets a new Envoy when the old
 *   one is gone.
 */
export interface Fleet {
  /** Replaces the gateways of the fleet. */
  set(members: readonly FleetMember[]): void;
  members(): readonly RunningMember[];
  /**
   * Asks a gateway's Envoy soon for the state of these clusters; a `health` event tells. Does nothing where it has no Envoy.
   */
  ask(gateway: string, clusters: readonly string[]): void;
  /** The clusters whose names Envoys look up from now on. Each of them that was asked for once is asked for repeatedly. */
  resolving(clusters: ReadonlySet<string>): void;
  /** Ends all Envoys at once; resolves when none is left. `set` does nothing afterwards. */
  stop(): Promise<void>;
}

export function createFleet(options: FleetOptions): Fleet {
  const wanted = new Map<string, FleetMember>();
  const envoys = new Map<string, SupervisedEnvoy>();
  /** The settings with which the running Envoys were started. */
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

  /** An edit that cannot be made is logged, and the gateway is served without it. */
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

  /** Starts or stops one gateway's Envoy, as `wanted` has it. */
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
      // Ports are given up first, so that the port of a renamed gateway goes from the old name to the new one.
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
