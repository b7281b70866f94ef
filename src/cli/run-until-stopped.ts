/** Closable is something that runs until it is closed. */
export interface Closable {
  close(): Promise<void>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The default time (ms) for closing; what is not done by then is abandoned. */
const promptly = 1800;

/**
 * runUntilStopped starts something. At SIGINT, SIGTERM or SIGHUP it closes it and ends this process, within two seconds or
 * `patience`. A second signal ends the process at once. Whatever `start` throws is thrown on.
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
  // If it is still starting, there is nothing to save yet.
  process.exit(0);
}
