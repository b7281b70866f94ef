import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * giveBackMemory has what starting left behind collected: of a heap that hardly anything is added to from then on, nothing would be
 * for hours. What runs beside every workload is small for as long as it runs, and not only at first.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect();
}
