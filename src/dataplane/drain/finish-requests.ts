import { setTimeout as pause } from 'node:timers/promises';
import { askAdmin, requestsInFlight } from '../admin-client.ts';

/** ms between two looks at the requests in flight: Envoy sends no notice of their end. */
const askEvery = 50;

/** finishRequests has clients told to close, and resolves when nothing is in flight. It rejects where Envoy does not answer, or the signal says that the time is up. */
export async function finishRequests(
  adminSocket: string,
  { atLeast = 0, signal }: { readonly atLeast?: number; readonly signal: AbortSignal },
): Promise<void> {
  await askAdmin(adminSocket, 'POST', '/drain_listeners?graceful&skip_exit', signal);
  if (atLeast > 0) await pause(atLeast, undefined, { signal });
  while ((await requestsInFlight(adminSocket, signal)) > 0) await pause(askEvery, undefined, { signal });
}
