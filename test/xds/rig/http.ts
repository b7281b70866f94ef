import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Upstream answers every request with its own name. */
export interface Upstream {
  readonly port: number;
  /** How many requests it saw. */
  readonly seen: () => number;
  stop(): void;
}

export async function startUpstream(
  name: string,
  delay?: (path: string) => Promise<void>,
): Promise<Upstream> {
  let seen = 0;
  const server: Server = createServer(async (incoming, response) => {
    seen++;
    await delay?.(incoming.url ?? '/');
    response.end(name);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen: () => seen,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const agent = new Agent({ keepAlive: true });

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** get gives status 0 where nobody listens. */
export function get(port: number, host: string, path = '/'): Promise<Answer> {
  return new Promise(resolve => {
    const call = request({ host: '127.0.0.1', port, path, agent, headers: { host } }, response => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
      );
    });
    call.on('error', error => resolve({ status: 0, body: error.message, headers: {} }));
    call.end();
  });
}

/** Until what is asked for holds; fails after that many ms with what was seen last. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  holds: (seen: T) => boolean,
  limit = 5000,
): Promise<T> {
  const end = performance.now() + limit;
  for (;;) {
    const seen = await ask();
    if (holds(seen)) return seen;
    if (performance.now() > end) throw new Error(`still not so after ${limit} ms: ${JSON.stringify(seen)}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

export function answers(port: number, host: string, path: string, body: string): Promise<Answer> {
  return eventually(
    () => get(port, host, path),
    answer => answer.status === 200 && answer.body === body,
  );
}
