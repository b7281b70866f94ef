import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { makeKeyPair } from './key-pair.ts';

/** SeenOverTls is what an upstream saw of a request that came over TLS: what it answers with. */
export interface SeenOverTls {
  /** The server's name that was asked for; '' where none was. */
  readonly serverName: string;
  readonly protocol: string;
  readonly host: string;
}

/** startTlsUpstream is a real server on this machine that speaks HTTP/2 and HTTP/1.1 over TLS, as its client chooses. */
export async function startTlsUpstream(pair: ReturnType<typeof makeKeyPair>) {
  const pem = (base64: string) => Buffer.from(base64, 'base64');
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createSecureServer(
    { cert: pem(pair.certificate), key: pem(pair['private-key']), allowHTTP1: true },
    (request, response) => {
      const socket = (request.stream?.session?.socket ?? request.socket) as TLSSocket & {
        readonly servername?: string | false;
      };
      const seen: SeenOverTls = {
        serverName: socket.servername || '',
        protocol: request.httpVersion,
        host: String(request.headers.host ?? request.headers[':authority'] ?? ''),
      };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(seen));
    },
  );
  server.on('session', session => sessions.add(session));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
