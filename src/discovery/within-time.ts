/**
 * withinTime passes work a signal that aborts after so many milliseconds, or when `stopped` does. It does not use
 * `AbortSignal.any` with `AbortSignal.timeout`: Node 20 garbage-collects such a timeout, and the work waits for ever.
 */
export async function withinTime<T>(
  timeout: number,
  stopped: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, timeout);
  stopped.addEventListener('abort', end);
  if (stopped.aborted) end();
  try {
    return await work(ending.signal);
  } finally {
    clearTimeout(timer);
    stopped.removeEventListener('abort', end);
  }
}
