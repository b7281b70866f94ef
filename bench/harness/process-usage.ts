import { readdirSync, readFileSync } from 'node:fs';

/**
 * cpuNanoseconds is the time that a process's threads have spent on a CPU, from `/proc/PID/task/TID/schedstat`: in
 * nanoseconds, where `/proc/PID/stat` counts ticks of 10 ms. Threads that have ended are not in it.
 */
export function cpuNanoseconds(pid: number): number {
  let sum = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    sum += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  }
  return sum;
}

/** Memory of a process in MiB: resident, its proportional share of it, and the most it ever was. */
export interface Memory {
  readonly rss: number;
  readonly pss: number;
  readonly peak: number;
}

export function memoryOf(pid: number): Memory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { rss: field(rollup, 'Rss'), pss: field(rollup, 'Pss'), peak: field(status, 'VmHWM') };
}

function field(text: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text);
  if (found === null) throw new Error(`/proc says nothing of ${name}`);
  return Number(found[1]) / 1024;
}
