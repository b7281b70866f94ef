import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandLine, usualLogLevels } from '#lib/envoy-command-line.ts';
import { isReady } from './admin-client.ts';
import { finishRequests } from './drain/finish-requests.ts';
import { type EnvoyProcess, launchEnvoy } from './envoy-process.ts';
import { openHealthEvents } from './health-events.ts';
import type { HealthWatch } from './health-watch.ts';
import {
  type BackOff,
  defaultBackOff,
  type LifecycleEvent,
  type LifecycleState,
  nextState,
} from './lifecycle.ts';
import { createLineBudget, isAsked, isRejection, isVerbose, type LogLine } from './log-lines.ts';
import { type AgentService, agentSocket, openAgentService } from './telemetry/index.ts';

/** DrainLimits bounds a stop, in ms: `requests` for requests in flight, then `exit` from SIGTERM to SIGKILL. */
export interface DrainLimits {
  readonly requests: number;
  readonly exit: number;
}

/** Together they keep the promise of `up`: Ctrl-C ends everything within two seconds. */
export const promptDrain: DrainLimits = { requests: 1_000, exit: 400 };

export interface SuperviseOptions {
  readonly program: string;
  /** See deathGuard. */
  readonly guard: readonly string[];
  /** A folder of its own in the runtime directory; it is made where missing. */
  readonly folder: string;
  /** Makes the configuration that it starts with; its admin interface is to listen on `adminSocket`. */
  readonly bootstrap: (adminSocket: string) => string;
  readonly commandLine?: CommandLine;
  readonly drain?: DrainLimits;
  readonly backOff?: BackOff;
  /** Called on every change of state, with the state already entered. */
  readonly onState?: (state: LifecycleState) => void;
  /**
   * Called with what it logs at the levels of its command line: all lines where these include more than warnings, else at
   * most 20 in 10 s; `heldBack` is how many were dropped since the last.
   */
  readonly onLog?: (line: LogLine, heldBack: number) => void;
  /** Makes the HealthWatch of each of its processes; absent: its clusters are not watched. */
  readonly watchHealth?: (adminSocket: string) => HealthWatch;
}

/** SupervisedEnvoy is one Envoy that is kept running until it is stopped. */
export interface SupervisedEnvoy {
  readonly adminSocket: string;
  state(): LifecycleState;
  /** The process id while there is a process. */
  pid(): number | undefined;
  /** Asks it soon for the state of these clusters. */
  ask(clusters: readonly string[]): void;
  /**
   * Ends it: the requests in flight are finished within the drain's limits, and nothing is started again. Resolves when no
   * process is left. A second call waits for the same end.
   */
  stop(): Promise<void>;
}

/** Envoy logs this when its first configuration is in force. It only says when to ask; /ready decides. */
const workersStart = 'all dependencies initialized. starting workers';
const askReadyEvery = 1_000;

/** Where more than warnings are asked for, all lines are to be read. */
const unbounded: Pick<ReturnType<typeof createLineBudget>, 'admit'> = { admit: () => 0 };

/** superviseEnvoy starts an Envoy and keeps it running, by the machine of lifecycle.ts. It never throws or rejects. */
export function superviseEnvoy(options: SuperviseOptions): SupervisedEnvoy {
  const adminSocket = join(options.folder, 'admin.sock');
  const configPath = join(options.folder, 'bootstrap.json');
  const drain = options.drain ?? promptDrain;
  const levels = options.commandLine?.logLevels ?? usualLogLevels;
  const budget = isVerbose(levels) ? unbounded : createLineBudget(20, 10_000);
  let state: LifecycleState = { kind: 'starting', failures: 0 };
  let envoy: EnvoyProcess | undefined;
  let health: HealthWatch | undefined;
  let closeEvents: (() => void) | undefined;
  let service: AgentService | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let lastWords = '';
  let reportStopped: () => void;
  const stopped = new Promise<void>(resolve => {
    reportStopped = resolve;
  });

  function handle(event: LifecycleEvent): void {
    const next = nextState(state, event, Date.now(), options.backOff ?? defaultBackOff);
    if (next === state) return;
    state = next;
    clearTimeout(waiting);
    enter(next);
    options.onState?.(next);
  }

  function enter(entered: LifecycleState): void {
    switch (entered.kind) {
      case 'starting':
        void start();
        return;
      case 'running':
        return;
      case 'backing-off':
        waiting = setTimeout(() => handle({ kind: 'waited' }), entered.delay);
        return;
      case 'draining':
        void finish();
        return;
      case 'stopped':
        closeEvents?.();
        service?.close();
        reportStopped();
        return;
    }
  }

  async function start(): Promise<void> {
    lastWords = '';
    try {
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
      if (options.watchHealth !== undefined)
        closeEvents ??= await openHealthEvents(options.folder, event => health?.heard(event));
      service ??= await openAgentService(agentSocket(adminSocket), adminSocket);
      await writeFile(configPath, options.bootstrap(adminSocket), { mode: 0o600 });
    } catch (error) {
      return handle({ kind: 'exited', reason: `cannot be started: ${String(error)}` });
    }
    if (state.kind !== 'starting') return handle({ kind: 'exited', reason: 'never started' });
    const { program, guard, folder } = options;
    const started = launchEnvoy({
      ...{ program, guard, configPath, folder, onLog: log },
      commandLine: options.commandLine ?? {},
    });
    envoy = started;
    health = options.watchHealth?.(adminSocket);
    askReadyLater();
    const how = await started.exited;
    health?.stop();
    envoy = undefined;
    handle({ kind: 'exited', reason: lastWords === '' ? how : `${how}: ${lastWords}` });
  }

  function log(line: LogLine): void {
    if (line.message === workersStart) void askReady();
    if (!isAsked(line, levels) || isRejection(line)) return;
    if (line.level === 'critical' && lastWords === '') lastWords = line.message;
    if (state.kind === 'draining') return; // Its complaints about being told to end are no news.
    const heldBack = budget.admit(Date.now());
    if (heldBack !== undefined) options.onLog?.(line, heldBack);
  }

  async function askReady(): Promise<void> {
    const asked = envoy;
    if (await isReady(adminSocket)) {
      if (envoy === asked && asked !== undefined) handle({ kind: 'ready' });
    } else if (state.kind === 'starting') {
      askReadyLater();
    }
  }

  /** Should Envoy's wording ever change, readiness is noticed a second late instead of never. */
  function askReadyLater(): void {
    clearTimeout(waiting);
    waiting = setTimeout(() => void askReady(), askReadyEvery);
  }

  async function finish(): Promise<void> {
    const process = envoy;
    // Not launched yet: `start` sees the state and reports the end.
    if (process === undefined) return;
    await finishAll();
    process.kill('SIGTERM');
    const force = setTimeout(() => process.kill('SIGKILL'), drain.exit);
    await process.exited;
    clearTimeout(force);
  }

  /** Has clients told to close, and waits for the requests in flight. */
  async function finishAll(): Promise<void> {
    const signal = AbortSignal.timeout(drain.requests);
    try {
      await finishRequests(adminSocket, { signal });
    } catch {
      // The time is up, or Envoy does not answer (not ready yet, or gone): there is nothing left to wait for.
    }
  }

  enter(state);
  return {
    adminSocket,
    state: () => state,
    pid: () => envoy?.pid,
    ask: clusters => health?.note(clusters),
    stop() {
      handle({ kind: 'stop' });
      return stopped;
    },
  };
}
