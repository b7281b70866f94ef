import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from './server.ts';

const arrivalLimit = 180_000;

/** within rejects, with the server's output, where something does not arrive in time. */
export async function within<T>(
  promise: Promise<T>,
  server: Pick<Server, 'output'>,
  what: string,
  limitMs = arrivalLimit,
): Promise<T> {
  const limit = new AbortController();
  const late = pause(limitMs, undefined, { signal: limit.signal, ref: true }).then(() => {
    throw new Error(`${what} did not arrive within ${limitMs} ms. The server says:\n${server.output()}`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    limit.abort();
    late.catch(() => undefined);
  }
}
