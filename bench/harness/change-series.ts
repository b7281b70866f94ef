import { setTimeout as pause } from 'node:timers/promises';
import type { AdsClient, Counts, Marker } from './ads-client.ts';
import type { Effort } from './bench.ts';
import { now } from './clock.ts';
import { cpuNanoseconds } from './process-usage.ts';
import type { Server } from './server.ts';
import { within } from './within.ts';

/** Change is one edit: what makes it, and how a proxy that holds it is known. */
export interface Change {
  readonly make: () => void;
  readonly markers: readonly Marker[];
}

/** SeriesResult: what a row of changes cost, one after the other, each made when the one before had arrived. */
export interface SeriesResult {
  /** Milliseconds from just before the edit until the last of the proxies holds it, one a timed change. */
  readonly latencies: readonly number[];
  /** Milliseconds of the server's CPU a change, what it uses when idle subtracted. */
  readonly cpu: number;
  readonly changes: number;
}

/** Edits come at a random moment of this many milliseconds, so that no server's own rhythm helps or hurts. */
const phase = 4;

/** runSeries makes changes, the first `warmUp` of them untimed. Counts of the client are zero from the first timed one on. */
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

/** idleCpuOf is the share of a core that a server uses when nothing happens, over so many milliseconds. */
export async function idleCpuOf(server: Server, milliseconds: number): Promise<number> {
  const before = cpuNanoseconds(server.pid);
  const began = now();
  await pause(milliseconds);
  return (cpuNanoseconds(server.pid) - before) / 1e6 / (now() - began);
}

/** restingCpuOf is the same of a server that has just started, once it no longer uses less each time that one looks. */
export async function restingCpuOf(server: Server, milliseconds: number): Promise<number> {
  let last = await idleCpuOf(server, milliseconds);
  for (;;) {
    const next = await idleCpuOf(server, milliseconds);
    if (next > last * 0.8 || next < 0.01) return next;
    last = next;
  }
}

/** totalBytes of all types. */
export function totalBytes(counts: Readonly<Record<string, Counts>>): number {
  return Object.values(counts).reduce((sum, c) => sum + c.bytes, 0);
}
