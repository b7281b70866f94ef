import { setTimeout as pause } from 'node:timers/promises';
import type { AdsClient } from './ads-client.ts';
import type { Change, SeriesResult } from './change-series.ts';
import { now } from './clock.ts';
import { cpuNanoseconds } from './process-usage.ts';
import type { Server } from './server.ts';
import { within } from './within.ts';

/** Pace is the number of changes, and how many of them per second. */
export interface Pace {
  readonly changes: number;
  readonly aSecond: number;
}

/**
 * runPaced makes changes at a fixed pace, whether or not earlier ones have arrived: a server that does not keep up lags more
 * and more. The CPU that it uses when idle is subtracted.
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
