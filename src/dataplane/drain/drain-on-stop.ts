import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { finishRequests } from './finish-requests.ts';

export interface DrainOnStopOptions {
  /** The admin socket of the Envoy beside us. */
  readonly adminSocket: string;
  /** The port at which `GET /drained` is answered; 0: any port. */
  readonly port: number;
  /** ms that draining takes at least, since some clients have not yet heard of it and still send requests; and at most. */
  readonly atLeast: number;
  readonly atMost: number;
}

/** DrainOnStop drains an Envoy that somebody else runs, and has its end wait for that. */
export interface DrainOnStop {
  readonly port: number;
  /** Has clients told to close. Resolves when nothing is in flight any more or the time is up, and all who asked have heard. */
  drain(): Promise<void>;
}

/** Whoever ends the Envoy asks, so there are few. */
const mostAsking = 16;

/**
 * drainOnStop answers `GET /drained` when `drain` has ended, and not before: whoever is about to end the Envoy asks, and
 * waits. Requests change nothing.
 */
export async function drainOnStop(options: DrainOnStopOptions): Promise<DrainOnStop> {
  const asking = new Set<ServerResponse>();
  let isDrained = false;
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/drained') return void response.writeHead(404).end();
    if (isDrained) return void response.end('drained\n');
    if (asking.size >= mostAsking) return void response.writeHead(503).end();
    asking.add(response);
    response.on('close', () => asking.delete(response));
  });
  server.listen(options.port);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    drain: async () => {
      const { adminSocket, atLeast, atMost } = options;
      try {
        await finishRequests(adminSocket, { atLeast, signal: AbortSignal.timeout(atMost) });
      } catch {
        // The time is up, or Envoy does not answer: there is nothing left to wait for.
      }
      isDrained = true;
      const heard = [...asking].map(response => once(response, 'close'));
      for (const response of asking) response.writeHead(200, { connection: 'close' }).end('drained\n');
      await Promise.race([Promise.all(heard), once(AbortSignal.timeout(1_000), 'abort')]);
      server.close();
      server.closeAllConnections();
    },
  };
}
