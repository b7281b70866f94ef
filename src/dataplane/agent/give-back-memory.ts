import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * giveBackMemory collects the garbage of starting up. From then on hardly anything is allocated, so that without this no
 * collection would run for hours. What runs beside every workload is to be small all the time, and not only at first.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect();
}
