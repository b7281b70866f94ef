import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { makeKeyPair } from './key-pair.ts';

/** SeenOverTls is what an upstream saw of a request over TLS; it is the upstream's answer. */
export interface SeenOverTls {
  /** The server name that was asked for; '' where there was none. */
  readonly serverName: string;
  readonly protocol: string;
  readonly host: string;
  /** The fingerprint of the client's certificate, where the upstream asks for one. */
  readonly client?: string;
  readonly version?: string;
}

/**
 * startTlsUpstream starts a real server that speaks HTTP/2 and HTTP/1.1 over TLS, as its client chooses. With `curious` it
 * asks for a client certificate, accepts any, and reports it.
 */
export async function startTlsUpstream(pair: ReturnType<typeof makeKeyPair>, curious = false) {
  const pem = (base64: string) => Buffer.from(base64, 'base64');
  const asking = curious ? { requestCert: true, rejectUnauthorized: false } : {};
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createSecureServer(
    { cert: pem(pair.certificate), key: pem(pair['private-key']), allowHTTP1: true, ...asking },
    (request, response) => {
      const socket = (request.stream?.session?.socket ?? request.socket) as TLSSocket & {
        readonly servername?: string | false;
      };
      const shown = curious
        ? { client: socket.getPeerCertificate().fingerprint256 ?? '', version: socket.getProtocol() ?? '' }
        : {};
      const seen: SeenOverTls = {
        serverName: socket.servername || '',
        protocol: request.httpVersion,
        host: String(request.headers.host ?? request.headers[':authority'] ?? ''),
        ...shown,
      };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(seen));
    },
  );
  server.on('session', session => sessions.add(session));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const disconnect = () => {
    for (const session of sessions) session.destroy();
  };
  return {
    disconnect,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      disconnect();
      server.close();
      await once(server, 'close');
    },
  };
}
