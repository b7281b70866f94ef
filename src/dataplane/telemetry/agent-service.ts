import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AgentCalls } from './agent-calls.ts';

/**
 * AgentService does for an Envoy what Envoy cannot do itself: it merges pages of metrics, and sends access logs on as lines.
 * Each call says what is to be done, so that the service has no settings.
 */
export interface AgentService {
  close(): void;
}

/**
 * openAgentService listens on a unix socket, for the Envoy whose admin interface is at `adminSocket`. It rejects where it
 * cannot listen. The code that answers is loaded when an Envoy first calls: most never do.
 */
export async function openAgentService(path: string, adminSocket: string): Promise<AgentService> {
  let calls: AgentCalls | undefined;
  const server = createServer({ pauseOnConnect: true }, async connection => {
    connection.on('error', () => {});
    try {
      const { createAgentCalls } = await import('./agent-calls.ts');
      calls ??= createAgentCalls(adminSocket);
      calls.take(connection);
      connection.resume();
    } catch {
      connection.destroy();
    }
  });
  await rm(path, { force: true });
  server.listen(path);
  await once(server, 'listening');
  server.unref();
  return {
    close() {
      server.close();
      calls?.close();
    },
  };
}
