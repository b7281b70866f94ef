import { Fault } from '#lib/fault.ts';
import { callLoader, findLoader } from './loader.ts';
import { type Recorded, readRecord } from './record.ts';

/** InForce is what we have in the kernel, for this network namespace. */
export interface InForce {
  /** From the one that most hooks run to what an interrupted install left; empty where nothing is attached. */
  readonly generations: readonly Generation[];
  /** Something of ours is pinned, or a BPF file system of ours is mounted. */
  readonly pins: boolean;
  /** The mark that ::6 on lo is ours. */
  readonly loopback: boolean;
}

/** Generation is the programs of one install that packets reach. */
export interface Generation {
  /** undefined where another version of Fairlead wrote the record. */
  readonly record: Recorded | undefined;
  /** The hooks that they are attached to. */
  readonly hooks: readonly string[];
  /** How many connections each rule has redirected. */
  readonly hits: readonly number[];
}

/** What `fairlead-bpf read` prints. */
interface Listed {
  readonly programs: readonly {
    readonly hook: string;
    readonly generation: number;
    readonly attached: boolean;
  }[];
  readonly generations: readonly {
    readonly id: number;
    readonly record: string;
    readonly hits: readonly number[];
  }[];
  readonly pins: boolean;
  readonly loopback: boolean;
}

/** readInForce asks the kernel; undefined where nothing is ours, or this build has no eBPF. It changes nothing. */
export async function readInForce(): Promise<InForce | undefined> {
  if (findLoader() === undefined) return undefined;
  const { programs, generations, pins, loopback } = parse(await callLoader('read'));
  const live = generations
    .map(({ id, record, hits }) => ({
      record: readRecord(record),
      hooks: programs
        .filter(({ generation, attached }) => generation === id && attached)
        .map(({ hook }) => hook),
      hits,
    }))
    .filter(({ hooks }) => hooks.length > 0)
    .toSorted((a, b) => b.hooks.length - a.hooks.length);
  return live.length > 0 || pins || loopback ? { generations: live, pins, loopback } : undefined;
}

function parse(text: string): Listed {
  try {
    return JSON.parse(text) as Listed;
  } catch (cause) {
    throw new Fault('environment', 'ebpf: the loader is of another version: run npm run build:ebpf', {
      cause,
    });
  }
}
