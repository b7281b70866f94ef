import { setTimeout as pause } from 'node:timers/promises';
import type { AdsClient, Counts, Marker } from './ads-client.ts';
import type { Effort } from './bench.ts';
import { now } from './clock.ts';
import { cpuNanoseconds } from './process-usage.ts';
import type { Server } from './server.ts';
import { within } from './within.ts';

/** Change is one edit: the function that makes it, and how to recognize a proxy that holds it. */
export interface Change {
  readonly make: () => void;
  readonly markers: readonly Marker[];
}

/** SeriesResult is the cost of a series of changes, each made when the previous one had arrived. */
export interface SeriesResult {
  /** For each timed change, milliseconds from just before the edit until the last of the proxies holds it. */
  readonly latencies: readonly number[];
  /** Milliseconds of the server's CPU per change, less what it uses when idle. */
  readonly cpu: number;
  readonly changes: number;
}

/** Each edit comes at a random moment within so many milliseconds, so that no server's own rhythm helps or hurts. */
const phase = 4;

/** runSeries makes changes, the first `warmUp` of them untimed. The client's counts start at the first timed change. */
export async function runSeries(
  server: Server,
  client: AdsClient,
  effort: Pick<Effort, 'warmUp' | 'timed'>,
  idleCpu: number,
  change: (i: number) => Change,
): Promise<SeriesResult> {
  const latencies: number[] = [];
  let cpuBefore = 0;
  let began = 0;
  for (let i = 0; i < effort.warmUp + effort.timed; i++) {
    if (i === effort.warmUp) {
      await client.reset();
      cpuBefore = cpuNanoseconds(server.pid);
      began = now();
    }
    const { make, markers } = change(i);
    const arrival = await client.await(markers);
    await pause(Math.random() * phase);
    const made = now();
    make();
    const held = await within(arrival.times, server, `change ${i}, ${JSON.stringify(markers)}`);
    if (i >= effort.warmUp) latencies.push(Math.max(...held) - made);
  }
  const idle = idleCpu * (now() - began);
  const used = (cpuNanoseconds(server.pid) - cpuBefore) / 1e6 - idle;
  return { latencies, cpu: Math.max(0, used) / effort.timed, changes: effort.timed };
}

/** idleCpuOf is the share of a core that a server uses when nothing happens, measured for so many milliseconds. */
export async function idleCpuOf(server: Server, milliseconds: number): Promise<number> {
  const before = cpuNanoseconds(server.pid);
  const began = now();
  await pause(milliseconds);
  return (cpuNanoseconds(server.pid) - before) / 1e6 / (now() - began);
}

/** restingCpuOf is the same for a server that has just started, as soon as it no longer falls with each measurement. */
export async function restingCpuOf(server: Server, milliseconds: number): Promise<number> {
  let last = await idleCpuOf(server, milliseconds);
  for (;;) {
    const next = await idleCpuOf(server, milliseconds);
    if (next > last * 0.8 || next < 0.01) return next;
    last = next;
  }
}

/** totalBytes is the sum over all types. */
export function totalBytes(counts: Readonly<Record<string, Counts>>): number {
  return Object.values(counts).reduce((sum, c) => sum + c.bytes, 0);
}
