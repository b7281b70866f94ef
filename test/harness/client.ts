import dgram from 'node:dgram';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { Socket } from 'node:net';
import * as grpc from '@grpc/grpc-js';
import type { Exchange } from './cases.ts';
import type { Seen } from './upstreams.ts';

/** Answer is what a client got. */
export interface Answer {
  /** 0 where there was none, or the connection was closed without one. */
  readonly status: number;
  readonly grpcStatus?: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** What the upstream saw, where one answered. */
  readonly seen?: Seen;
}

type Ports = { readonly plain: number; readonly secure: number };

/** Identity is a client certificate and its key (PEM). */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** ask sends one request over a connection of its own. */
export function ask(ports: Ports, request: Exchange['request'], identity?: Identity): Promise<Answer> {
  if (request.grpc === true) return call(ports, request);
  if (request.tunnel === true) return throughTunnel(ports, request);
  if (request.udp === true) return datagram(Number(request.port));
  return request.http2 === true
    ? requestOverHttp2(ports, request)
    : requestOverHttp(ports, request, identity);
}

/** Sends a datagram again while nobody answers: the first may come before anybody listens. */
async function datagram(port: number): Promise<Answer> {
  const socket = dgram.createSocket('udp4');
  try {
    for (let i = 0; i < 8; i++) {
      socket.send('who are you?', port, '127.0.0.1');
      const answer = once(socket, 'message', { signal: AbortSignal.timeout(250) });
      const [body] = await answer.catch(() => []);
      if (body !== undefined) {
        const seen = JSON.parse(String(body)) as Seen;
        return { status: 200, headers: {}, body: String(body), seen };
      }
    }
    return closed;
  } finally {
    socket.close();
  }
}

/** A unary call with an empty request; the upstream answers with a message that holds what it saw. */
function call({ plain }: Ports, { host, path, headers, port }: Exchange['request']): Promise<Answer> {
  const client = new grpc.Client(`127.0.0.1:${port ?? plain}`, grpc.credentials.createInsecure(), {
    'grpc.default_authority': host,
  });
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(headers ?? {})) metadata.set(name, value);
  const [serialize, deserialize] = [(body: Buffer) => body, (body: Buffer) => body.toString()];
  return new Promise(resolve => {
    const options = { deadline: Date.now() + 10_000 };
    const done = (error: grpc.ServiceError | null, body = '') => {
      client.close();
      const seen = error === null ? { seen: JSON.parse(body) as Seen } : {};
      resolve({
        status: 200,
        grpcStatus: error?.code ?? 0,
        headers: {},
        body: error?.details ?? body,
        ...seen,
      });
    };
    client.makeUnaryRequest(path, serialize, deserialize, Buffer.alloc(0), metadata, options, done);
  });
}

/** Nobody listens, the connection was closed, or the handshake was answered with an alert. */
function isRefusal({ code = '' }: NodeJS.ErrnoException): boolean {
  return (
    code === 'ECONNRESET' || code === 'ECONNREFUSED' || code.startsWith('HPE_') || code.startsWith('ERR_SSL_')
  );
}

async function requestOverHttp2(
  { secure }: Ports,
  { method = 'GET', host, path, headers, tls }: Exchange['request'],
): Promise<Answer> {
  const options = { rejectUnauthorized: false, ...(tls === undefined ? {} : { servername: tls }) };
  const session = http2.connect(`https://127.0.0.1:${secure}`, options);
  try {
    const stream = session.request({ ':method': method, ':authority': host, ':path': path, ...headers });
    const [answer] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return answered(Number(answer[':status']), answer, Buffer.concat(chunks).toString());
  } finally {
    session.close();
  }
}

/** Where CONNECT is refused, that refusal is the answer. */
async function throughTunnel({ plain }: Ports, { host, path }: Exchange['request']): Promise<Answer> {
  const connect = http.request({ port: plain, host: '127.0.0.1', method: 'CONNECT', path: `${host}:80` });
  connect.end();
  const [opened, socket] = (await once(connect, 'connect')) as [http.IncomingMessage, Socket];
  try {
    if (opened.statusCode !== 200)
      return { status: opened.statusCode ?? 0, headers: opened.headers, body: '' };
    const request = http.get({ createConnection: () => socket, path, headers: { host } });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return answered(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString());
  } finally {
    socket.destroy();
  }
}

function answered(status: number, headers: Answer['headers'], body: string): Answer {
  const isSeen = headers['content-type'] === 'application/json' && headers['content-encoding'] === undefined;
  return { status, headers, body, ...(isSeen ? { seen: JSON.parse(body) as Seen } : {}) };
}

const closed: Answer = { status: 0, headers: {}, body: 'closed' };

function requestOverHttp(
  ports: Ports,
  request: Exchange['request'],
  identity: Identity | undefined,
): Promise<Answer> {
  const { tls } = request;
  const options = {
    host: '127.0.0.1',
    port: Number(request.port ?? (tls === undefined ? ports.plain : ports.secure)),
    method: request.method ?? 'GET',
    path: request.path,
    headers: { host: request.host, ...request.headers },
    agent: false,
    timeout: 10_000,
    ...(tls === undefined ? {} : { servername: tls, rejectUnauthorized: false, ...identity }),
  };
  return new Promise((resolve, reject) => {
    const sent = (tls === undefined ? http : https).request(options, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve(answered(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString()));
      });
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (isRefusal(error)) resolve(closed);
      else reject(error);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer to ${request.path}`)));
    sent.end(Buffer.alloc(request.bytes ?? 0));
  });
}
