import { setTimeout as pause } from 'node:timers/promises';
import type { AdsClient } from './ads-client.ts';
import type { Change, SeriesResult } from './change-series.ts';
import { now } from './clock.ts';
import { cpuNanoseconds } from './process-usage.ts';
import type { Server } from './server.ts';
import { within } from './within.ts';

/** Pace is how many changes are made, and how many a second. */
export interface Pace {
  readonly changes: number;
  readonly aSecond: number;
}

/**
 * runPaced makes changes at a pace, whether or not those before have arrived: who does not keep up lags more and more. What a
 * server uses when idle is subtracted from its CPU.
 */
export async function runPaced(
  server: Server,
  client: AdsClient,
  { changes, aSecond }: Pace,
  idleCpu: number,
  change: (i: number) => Change,
): Promise<SeriesResult> {
  await client.reset();
  const cpuBefore = cpuNanoseconds(server.pid);
  const began = now();
  const lags: Promise<number>[] = [];
  for (let i = 0; i < changes; i++) {
    const { make, markers } = change(i);
    const arrival = await client.await(markers);
    const wait = began + (i * 1_000) / aSecond - now();
    if (wait > 0) await pause(wait);
    const made = now();
    make();
    lags.push(arrival.times.then(held => Math.max(...held) - made));
  }
  const latencies = await within(Promise.all(lags), server, `all of ${changes} changes`);
  const idle = idleCpu * (now() - began);
  const used = (cpuNanoseconds(server.pid) - cpuBefore) / 1e6 - idle;
  return { latencies, cpu: Math.max(0, used) / changes, changes };
}
