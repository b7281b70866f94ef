import { createServer as createHttp2Server, connect as openHttp2 } from 'node:http2';
import { connect, createServer, type Server } from 'node:net';
import { createServer as createTlsServer, connect as openTls } from 'node:tls';
import type { Reply, Request } from './actor-protocol.ts';

// What an actor does with connections that are told apart by how they begin.

type Of<K extends Request['kind']> = Extract<Request, { kind: K }>;
const patience = 5000;

export function serveTls({ name, key, certificate }: Of<'serve-tls'>): Server {
  return createTlsServer({ key, cert: certificate }, socket => {
    socket.on('error', () => {});
    socket.end(`${name} as ${socket.servername}`);
  }).on('tlsClientError', () => {});
}

export function serveGreeting({ name }: Of<'serve-greeting'>): Server {
  return createServer(socket => socket.on('error', () => {}).end(name));
}

export function serveHttp2({ name }: Of<'serve-http2'>): Server {
  return createHttp2Server((_request, response) => response.end(name));
}

export function askTls({ host, port, serverName }: Of<'tls'>): Promise<Reply> {
  const socket = openTls({ host, port, servername: serverName, rejectUnauthorized: false });
  return firstText(socket);
}

export function heardGreeting({ host, port }: Of<'greeting'>): Promise<Reply> {
  return firstText(connect({ host, port }));
}

function firstText(socket: ReturnType<typeof connect>): Promise<Reply> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(patience, () => socket.destroy(new Error('timeout')));
    socket.on('error', reject);
    socket.on('close', () => resolve({ error: 'closed' }));
    socket.on('data', data => {
      resolve({ text: data.toString() });
      socket.destroy();
    });
  });
}

export function askHttp2({ host, port, authority }: Of<'http2'>): Promise<Reply> {
  const session = openHttp2(`http://${host}:${port}`);
  return new Promise<Reply>((resolve, reject) => {
    session.setTimeout(patience, () => reject(new Error('timeout')));
    session.on('error', reject);
    session.on('close', () => resolve({ error: 'closed' }));
    const stream = session.request({ ':path': '/', ':authority': authority });
    let [status, body] = [0, ''];
    stream.on('error', reject);
    stream.on('response', headers => {
      status = headers[':status'] ?? 0;
    });
    stream.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    stream.on('end', () => resolve({ status, body }));
  }).finally(() => session.destroy());
}
