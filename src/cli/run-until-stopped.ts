/** Closable is something that runs until it is closed. */
export interface Closable {
  close(): Promise<void>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Milliseconds that closing may take, where nothing else is said; what is not done then is given up. */
const promptly = 1800;

/**
 * runUntilStopped starts something, and at SIGINT, SIGTERM or SIGHUP closes it and ends this process, within two seconds or `patience`. A
 * second signal ends it at once. What `start` throws is thrown on.
 */
export async function runUntilStopped(
  start: () => Promise<Closable>,
  { patience = promptly }: { readonly patience?: number } = {},
): Promise<void> {
  const stopped = new Promise<void>(resolve => {
    for (const signal of signals) {
      process.once(signal, () => {
        resolve();
        process.once(signal, () => process.exit(0));
      });
    }
  });
  const starting = start();
  const running = await Promise.race([starting, stopped]);
  await stopped;
  setTimeout(() => process.exit(0), patience).unref();
  await running?.close();
  // What is still being started has nothing that must be saved.
  process.exit(0);
}
