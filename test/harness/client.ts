import http from 'node:http';
import https from 'node:https';
import type { Exchange } from './cases.ts';
import type { Seen } from './upstreams.ts';

/** Answer is what a client got. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** What the upstream saw, where one answered. */
  readonly seen?: Seen;
}

/** ask sends one request over a connection of its own. */
export function ask(ports: { plain: number; secure: number }, request: Exchange['request']): Promise<Answer> {
  const { tls } = request;
  const options = {
    host: '127.0.0.1',
    port: tls === undefined ? ports.plain : ports.secure,
    method: request.method ?? 'GET',
    path: request.path,
    headers: { host: request.host, ...request.headers },
    agent: false,
    timeout: 10_000,
    ...(tls === undefined ? {} : { servername: tls, rejectUnauthorized: false }),
  };
  return new Promise((resolve, reject) => {
    const sent = (tls === undefined ? http : https).request(options, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const isSeen = response.headers['content-type'] === 'application/json';
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body,
          ...(isSeen ? { seen: JSON.parse(body) as Seen } : {}),
        });
      });
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`no answer to ${request.path}`)));
    sent.end();
  });
}
