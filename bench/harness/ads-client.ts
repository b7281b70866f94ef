import { startCommandProcess } from './command-process.ts';
import { buildGoProgram } from './go-program.ts';

/** Node is how a proxy presents itself: `cluster` is the proxy id of a gateway. */
export interface Node {
  readonly id: string;
  readonly cluster: string;
}

/** Mode is how a proxy speaks xDS: a `light` proxy speaks delta and remembers only the names that it holds, not the contents. */
export type Mode = 'delta' | 'state-of-the-world' | 'light';

/** Marker is something that a proxy comes to hold, or with `absent` no longer holds. */
export type Marker =
  | { readonly kind: 'address' | 'domain' | 'cluster'; readonly value: string; readonly absent?: boolean }
  /** A text in a resource that arrives after `await` was called. */
  | { readonly kind: 'text'; readonly value: string }
  /** At least `count` of `value`: `address`, `domain`, or a type of resource. */
  | { readonly kind: 'count'; readonly value: string; readonly count: number }
  | { readonly kind: 'connected' };

/** Counts is what was sent of one type; `bytes` are protobuf payload. */
export interface Counts {
  readonly responses: number;
  readonly resources: number;
  readonly removed: number;
  /** Responses that were answered with a NACK. */
  readonly rejected: number;
  readonly bytes: number;
}

/** ProxySnapshot is what one proxy was sent and holds. Types have the names of `XdsType`. */
export interface ProxySnapshot {
  readonly node: Node;
  readonly connected: boolean;
  readonly failure?: string;
  readonly counts: Readonly<Record<string, Counts>>;
  /** type -> name -> version as told. */
  readonly held: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** type -> name -> hash of the bytes. */
  readonly hashes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly addresses?: readonly string[];
  readonly domains?: readonly string[];
  /** Endpoint assignments that clusters wait for. */
  readonly warming?: readonly string[];
  /** Breaches of the protocol that Envoy would not forgive. */
  readonly violations?: readonly string[];
}

/** Arrival is ready to notice every change from now on. `times` are milliseconds of the monotonic clock, one for each proxy. */
export interface Arrival {
  readonly times: Promise<readonly number[]>;
}

export interface ConnectOptions {
  readonly mode?: Mode;
  /** NACKs responses with this text, from the first one on. */
  readonly reject?: string;
}

/** AdsClient drives a process of bench/client: many proxies, each on a connection of its own. */
export interface AdsClient {
  readonly pid: number;
  connect(target: string, nodes: readonly Node[], options?: ConnectOptions): Promise<void>;
  /** Ends the streams of these proxies (default: all) and opens new ones, with what they hold. */
  reconnect(target: string, proxies?: readonly number[]): Promise<void>;
  close(proxies?: readonly number[]): Promise<void>;
  await(markers: readonly Marker[], proxies?: readonly number[]): Promise<Arrival>;
  /** Sum over the proxies, by type. */
  counts(proxies?: readonly number[]): Promise<Readonly<Record<string, Counts>>>;
  snapshot(proxies?: readonly number[]): Promise<readonly ProxySnapshot[]>;
  /** Sets counts to zero and forgets violations. */
  reset(proxies?: readonly number[]): Promise<void>;
  /** Stops reading; `resume` reads on. */
  stall(proxies: readonly number[]): Promise<void>;
  resume(proxies: readonly number[]): Promise<void>;
  /** NACKs responses with this text; empty: no longer any. */
  reject(text: string, proxies?: readonly number[]): Promise<void>;
  stop(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly error?: string;
  readonly times?: readonly number[];
  readonly total?: Readonly<Record<string, Counts>>;
  readonly proxies?: readonly ProxySnapshot[];
}

/** startAdsClient builds and starts one, on core 1: the server under test has core 0 to itself. */
export function startAdsClient(): AdsClient {
  const { pid, run, runTwice, stop } = startCommandProcess<Answer>([buildGoProgram('client')], { core: 1 });
  const perform = async (command: object): Promise<void> => {
    await run(command);
  };
  return {
    pid,
    connect: (target, nodes, { mode = 'delta', reject = '' } = {}) =>
      perform({ do: 'connect', target, nodes, mode, text: reject }),
    reconnect: (target, proxies) => perform({ do: 'reconnect', target, proxies }),
    close: proxies => perform({ do: 'close', proxies }),
    await: async (markers, proxies) => {
      const { first, second } = runTwice({ do: 'await', markers, proxies });
      const times = second.then(answer => (answer.times ?? []).map(nanoseconds => nanoseconds / 1e6));
      times.catch(() => undefined); // callers that wait for it get the error; nobody has to wait
      await first;
      return { times };
    },
    counts: async proxies => (await run({ do: 'snapshot', proxies })).total ?? {},
    snapshot: async proxies => (await run({ do: 'snapshot', proxies, held: true })).proxies ?? [],
    reset: proxies => perform({ do: 'reset', proxies }),
    stall: proxies => perform({ do: 'stall', proxies }),
    resume: proxies => perform({ do: 'resume', proxies }),
    reject: (text, proxies) => perform({ do: 'reject', text, proxies }),
    stop,
  };
}
