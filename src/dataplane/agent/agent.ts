import { mkdir } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DnsServerAddress } from '#lib/dns-server.ts';
import { isFault } from '#lib/fault.ts';
import { deathGuard } from '../death-guard.ts';
import { type Dns, followResolvConf, startDns } from '../dns/index.ts';
import type { EnvoyProgram } from '../envoy-program.ts';
import { followHostnames, type Hostnames, keptHostnames } from '../hostnames/index.ts';
import { sweepLeftovers } from '../leftovers.ts';
import type { LifecycleState } from '../lifecycle.ts';
import type { LogLine } from '../log-lines.ts';
import { openRuntimeDirectory } from '../runtime-directory.ts';
import { type SupervisedEnvoy, superviseEnvoy } from '../supervisor.ts';
import { nodeIn, targetIn, withAdmin } from './bootstrap-target.ts';
import { giveBackMemory } from './give-back-memory.ts';
import {
  type ControlPlane,
  type JoiningProxy,
  joinControlPlane,
  leaveControlPlane,
  reportReadiness,
} from './join-control-plane.ts';
import { type ServiceProbes, startServiceProbes } from './service-probes.ts';

/** AgentEvent is something that happens to an agent, to be shown to people. */
export type AgentEvent =
  | { readonly kind: 'listening'; readonly dns: readonly DnsServerAddress[] }
  | { readonly kind: 'waiting'; readonly why: string }
  | { readonly kind: 'joined' }
  | { readonly kind: 'state'; readonly state: LifecycleState; readonly pid: number | undefined }
  | { readonly kind: 'log'; readonly line: LogLine; readonly heldBack: number }
  | { readonly kind: 'notice'; readonly message: string };

export interface AgentOptions {
  readonly controlPlane: ControlPlane;
  readonly proxy: Omit<JoiningProxy, 'envoyVersion' | 'dnsPort'>;
  readonly envoy: EnvoyProgram;
  readonly concurrency?: number;
  /** Absent: DNS is not served. */
  readonly dns?: {
    readonly port: number;
    /** The servers to ask for names outside of the mesh; absent: those of /etc/resolv.conf. */
    readonly servers?: readonly DnsServerAddress[];
    /** Only virtual addresses of this family are answered, since traffic to the other is not redirected. Absent: both. */
    readonly family?: 4 | 6;
  };
  /** ms that requests in flight may take when the agent stops. */
  readonly drainTime: number;
  readonly onEvent: (event: AgentEvent) => void;
}

/** Agent runs beside the Envoy of one workload. */
export interface Agent {
  /** Rejects with a Fault where the control plane refuses the proxy. */
  readonly joined: Promise<void>;
  readonly dns: Dns | undefined;
  hostnames(): Hostnames | undefined;
  envoy(): SupervisedEnvoy | undefined;
  /** Has other proxies told that this one goes, lets requests in flight finish, and ends Envoy. */
  stop(): Promise<void>;
}

/** ms between attempts to join: at first, and at most. */
const firstWait = 250;
const longestWait = 5_000;
/** ms for which others may still send to a proxy that has said that it goes: as long as it takes to tell them. */
const tellingOthers = 1_000;
/** ms from SIGTERM to SIGKILL. */
const exitWithin = 5_000;

/**
 * startAgent answers names from the first moment, with those that it learnt in its last run, and goes on to join, however
 * long that takes; then Envoy starts. A Fault (`environment`) says what this machine lacks.
 */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { controlPlane, envoy: program, onEvent } = options;
  const { workdir } = options.proxy;
  const namesFile = join(workdir, 'names.json');
  const ending = new AbortController();
  await mkdir(workdir, { recursive: true, mode: 0o700 });
  const [guard, runtime] = await Promise.all([deathGuard(), openRuntimeDirectory({ program: program.path })]);
  await sweepLeftovers(runtime.base);
  let table = keptHostnames(namesFile, options.proxy.mesh);
  let hostnames: Hostnames | undefined;
  let envoy: SupervisedEnvoy | undefined;
  const family = options.dns?.family;
  const isRedirected = (address: string) => family === undefined || isIP(address) === family;
  let probes: ServiceProbes | undefined;
  let reporting: NodeJS.Timeout | undefined;
  const resolvers = options.dns?.servers === undefined ? followResolvConf('/etc/resolv.conf') : undefined;
  const dns =
    options.dns &&
    (await startDns({
      port: options.dns.port,
      table: name => table(name)?.filter(isRedirected),
      servers: () => options.dns?.servers ?? resolvers?.servers() ?? [],
      onBug: error => onEvent({ kind: 'notice', message: `bug: DNS failed: ${String(error)}` }),
    }).catch(async (error: unknown) => {
      await runtime.close();
      throw error;
    }));
  if (dns !== undefined) onEvent({ kind: 'listening', dns: dns.addresses });
  const proxy: JoiningProxy = {
    ...options.proxy,
    envoyVersion: program.version,
    ...(options.dns === undefined ? {} : { dnsPort: options.dns.port }),
  };

  function begin(bootstrap: { readonly [name: string]: unknown }): void {
    if (dns !== undefined) {
      hostnames = followHostnames({
        target: targetIn(bootstrap, controlPlane),
        node: nodeIn(bootstrap),
        file: namesFile,
        ...(proxy.token === undefined ? {} : { token: proxy.token }),
        // A control plane that lost its state gets to know this proxy again.
        onReturn: async () => {
          if (proxy.dataplane === undefined) return;
          await joinControlPlane(controlPlane, proxy, ending.signal);
          await report();
        },
        onNotice: message => onEvent({ kind: 'notice', message }),
      });
      table = hostnames.table;
    }
    envoy = superviseEnvoy({
      ...{ program: program.path, guard, folder: join(runtime.path, 'envoy') },
      bootstrap: path => JSON.stringify(withAdmin(bootstrap, path)),
      drain: { requests: options.drainTime, exit: exitWithin },
      ...(options.concurrency === undefined ? {} : { commandLine: { concurrency: options.concurrency } }),
      onState: state => {
        if (state.kind === 'running') giveBackMemory();
        onEvent({ kind: 'state', state, pid: envoy?.pid() });
      },
      onLog: (line, heldBack) => onEvent({ kind: 'log', line, heldBack }),
    });
  }

  /** Retried until the control plane hears it. Each attempt sends the state at its time. */
  async function report(): Promise<void> {
    const notReady = probes?.notReady();
    if (notReady === undefined || ending.signal.aborted) return;
    clearTimeout(reporting);
    await reportReadiness(controlPlane, proxy, notReady, ending.signal).catch(() => {
      reporting = setTimeout(() => void report(), longestWait).unref();
    });
  }

  async function joinAtLast(): Promise<void> {
    for (let wait = firstWait; ; wait = Math.min(longestWait, wait * 2)) {
      try {
        const welcome = await joinControlPlane(controlPlane, proxy, ending.signal);
        const bootstrap = await readBootstrap(welcome.bootstrap);
        if (ending.signal.aborted) return;
        onEvent({ kind: 'joined' });
        probes = startServiceProbes(welcome.probes, () => void report());
        return begin(bootstrap);
      } catch (error) {
        if (ending.signal.aborted) return;
        if (isFault(error)) throw error;
        onEvent({ kind: 'waiting', why: error instanceof Error ? error.message : String(error) });
      }
      await pause(wait, undefined, { signal: ending.signal }).catch(() => {});
    }
  }

  return {
    joined: joinAtLast(),
    dns,
    hostnames: () => hostnames,
    envoy: () => envoy,
    async stop() {
      const isRunning = envoy?.state().kind === 'running';
      if (isRunning) {
        await leaveControlPlane(controlPlane, proxy, AbortSignal.timeout(tellingOthers)).catch(() => {});
        await pause(Math.min(tellingOthers, options.drainTime));
      }
      ending.abort();
      probes?.stop();
      clearTimeout(reporting);
      await envoy?.stop();
      resolvers?.close();
      await Promise.all([hostnames?.close(), dns?.close()]);
      await runtime.close();
    },
  };
}

/** Fairlead's bootstrap is JSON; Kuma's is YAML, whose parser is loaded only then, since nothing else here needs it. */
async function readBootstrap(text: string): Promise<{ readonly [name: string]: unknown }> {
  const value: unknown = text.trimStart().startsWith('{')
    ? JSON.parse(text)
    : (await import('js-yaml')).load(text);
  if (typeof value !== 'object' || value === null) throw new Error('its bootstrap is none');
  return value as { readonly [name: string]: unknown };
}
