/**
 * withinTime gives work a signal that ends it after so many milliseconds, or when `stopped` does. Not by `AbortSignal.any` over
 * `AbortSignal.timeout`: Node 20 forgets such a timeout with the next collection of garbage, and the work waits for ever.
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
