import { startCommandProcess } from './command-process.ts';
import { buildGoProgram } from './go-program.ts';

/** LoadCase is a request, and the bodies that may answer it with status 200. */
export interface LoadCase {
  readonly host: string;
  readonly path: string;
  readonly allowed: readonly string[];
}

/** UnexpectedAnswer is an answer that its case does not allow; status 0 is a broken connection. Times: monotonic nanoseconds. */
export interface UnexpectedAnswer {
  readonly case: string;
  readonly status: number;
  readonly body: string;
  readonly asked: number;
  readonly came: number;
}

/** LoadReport is the result of a load; durations in milliseconds. */
export interface LoadReport {
  readonly requests: number;
  readonly unexpected: number;
  /** `HOST PATH STATUS BODY` -> how many. */
  readonly answers: Readonly<Record<string, number>>;
  readonly samples: readonly UnexpectedAnswer[];
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
}

export interface LoadOptions {
  /** Requests a second, over so many keep-alive connections. */
  readonly rate: number;
  readonly connections: number;
}

/** LoadGenerator drives a process of bench/load: origins that answer with their names, and a steady load. */
export interface LoadGenerator {
  /** Starts an origin for each name on loopback, and gives their ports. */
  origins(names: readonly string[]): Promise<readonly number[]>;
  /** Waits until every case gets an allowed answer. */
  ready(target: string, cases: readonly LoadCase[]): Promise<void>;
  start(target: string, cases: readonly LoadCase[], options: LoadOptions): Promise<void>;
  /** Ends the load and returns its result. */
  finish(): Promise<LoadReport>;
  stop(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly error?: string;
  readonly ports?: readonly number[];
  readonly report?: LoadReport;
}

export function startLoadGenerator(): LoadGenerator {
  const { run, stop } = startCommandProcess<Answer>([buildGoProgram('load')], { core: 1 });
  return {
    origins: async names => (await run({ do: 'origins', names })).ports ?? [],
    ready: async (target, cases) => {
      await run({ do: 'ready', target, cases });
    },
    start: async (target, cases, options) => {
      await run({ do: 'start', target, cases, ...options });
    },
    finish: async () => {
      const { report } = await run({ do: 'stop' });
      if (report === undefined) throw new Error('the load generator has no report');
      return report;
    },
    stop,
  };
}
