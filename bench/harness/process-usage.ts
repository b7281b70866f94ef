import { readdirSync, readFileSync } from 'node:fs';

/**
 * cpuNanoseconds is the CPU time of a process's threads, from `/proc/PID/task/TID/schedstat`: in nanoseconds, whereas
 * `/proc/PID/stat` counts ticks of 10 ms. Threads that have ended are not included.
 */
export function cpuNanoseconds(pid: number): number {
  let sum = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    sum += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  }
  return sum;
}

/** Memory is the memory of a process in MiB: resident, proportional share, and peak resident. */
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
