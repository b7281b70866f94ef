import http from 'node:http';
import https from 'node:https';
import type { Seen } from './upstreams.ts';

/** LoadResult counts the answers to a steady load: by status, and those with 200 by the upstream that answered. */
export interface LoadResult {
  readonly total: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly backends: Readonly<Record<string, number>>;
  /** How often a new connection was answered 421 again. */
  readonly sentAwayAgain: number;
}

export interface LoadTarget {
  /** Default: 127.0.0.1. */
  readonly address?: string;
  readonly port: number;
  readonly host: string;
  readonly path: string;
  /** Over TLS, with the host as the server name; any certificate is accepted. */
  readonly isSecure?: boolean;
  /** An answer of 421 is followed as it demands: by another connection, and again while the listener is still being changed. */
  readonly isMovable?: boolean;
}

/** startLoad keeps a few connections busy, one request after the other, until it is stopped. */
export function startLoad(target: LoadTarget, connections = 4): { stop(): Promise<LoadResult> } {
  const statuses: Record<string, number> = {};
  const backends: Record<string, number> = {};
  const { request: send, Agent } = target.isSecure === true ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let running = true;
  let total = 0;
  let sentAwayAgain = 0;

  const once = (by: http.Agent | false = agent) =>
    new Promise<void>(resolve => {
      const count = (status: string) => {
        total++;
        statuses[status] = (statuses[status] ?? 0) + 1;
        resolve();
      };
      const request = send(
        {
          agent: by,
          host: target.address ?? '127.0.0.1',
          port: target.port,
          path: target.path,
          headers: { host: target.host },
          ...(target.isSecure === true ? { servername: target.host, rejectUnauthorized: false } : {}),
        },
        response => {
          let body = '';
          response.setEncoding('utf8');
          response.on('data', chunk => {
            body += chunk;
          });
          response.on('end', () => {
            if (response.statusCode === 421 && target.isMovable === true) {
              request.destroy();
              if (by === false) sentAwayAgain++;
              resolve(once(false));
              return;
            }
            if (response.statusCode === 200) {
              const { backend } = JSON.parse(body) as Seen;
              backends[backend] = (backends[backend] ?? 0) + 1;
            }
            count(String(response.statusCode));
          });
          response.on('error', error => count(`error ${error.message}`));
        },
      );
      request.on('error', error => count(`error ${error.message}`));
      request.end();
    });
  const loop = async () => {
    while (running) await once();
  };
  const loops = Array.from({ length: connections }, loop);
  return {
    stop: async () => {
      running = false;
      await Promise.all(loops);
      agent.destroy();
      return { total, statuses, backends, sentAwayAgain };
    },
  };
}
