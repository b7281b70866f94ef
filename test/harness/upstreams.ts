import dgram from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Collector } from './collector.ts';
import { countMethod, createCounter } from './counter.ts';
import { checkMethod, guard, guardCall } from './guard.ts';
import { makeKeyPair } from './key-pair.ts';
import { writePlaces } from './places.ts';
import { Processor, processMethod } from './processor.ts';

/** Seen is what an upstream saw of a request; it is the upstream's answer. */
export interface Seen {
  readonly backend: string;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly protocol: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Upstreams are real servers on this machine: `a`, `b`, `c` over TCP, `unix` on a socket, `h2` over HTTP/2 without TLS,
 * `tls` over TLS, `tls-h2` over HTTP/2 with TLS, `udp-a` and `udp-b`; `guard` is what policies ask.
 */
export interface Upstreams {
  /** Values for `fill`. */
  readonly values: Readonly<Record<string, string | number>>;
  /** How many requests each has answered. */
  readonly counts: ReadonlyMap<string, number>;
  /** Receives telemetry: at `h2`, and on the socket `h2.sock`. */
  readonly collector: Collector;
  /** The counts of `h2` as a rate limit service, by domain and descriptor. */
  readonly counted: ReadonlyMap<string, number>;
  /** Processes requests for Envoy (ext_proc): at `h2`. */
  readonly processor: Processor;
  close(): Promise<void>;
}

export async function startUpstreams(): Promise<Upstreams> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-upstreams-'));
  writePlaces(folder);
  const counts = new Map<string, number>();
  const servers: Server[] = [];
  const sessions = new Set<http2.ServerHttp2Session>();
  const values: Record<string, string | number> = { 'socket-directory': folder };

  const listen = async (server: Server, where: { port: number; host: string } | { path: string }) => {
    servers.push(server);
    // A proxy may keep its connections for as long as it likes: closing one just as it is used would fail a request.
    if (server instanceof http.Server || server instanceof https.Server) server.keepAliveTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(where, resolve);
    });
    return (server.address() as AddressInfo).port;
  };
  for (const name of ['a', 'b', 'c']) {
    values[name] = await listen(http.createServer(answer(name, counts)), { port: 0, host: '127.0.0.1' });
  }
  const pair = makeKeyPair('tls.test');
  const secured = https.createServer(
    { cert: Buffer.from(pair.certificate, 'base64'), key: Buffer.from(pair['private-key'], 'base64') },
    answer('tls', counts),
  );
  values.tls = await listen(secured, { port: 0, host: '127.0.0.1' });
  values['tls-authority'] = pair.certificate;
  const securedH2 = http2.createSecureServer(
    { cert: Buffer.from(pair.certificate, 'base64'), key: Buffer.from(pair['private-key'], 'base64') },
    (request, response) =>
      answer('tls-h2', counts)(request as unknown as IncomingMessage, response as unknown as ServerResponse),
  );
  securedH2.on('session', session => sessions.add(session));
  values['tls-h2'] = await listen(securedH2, { port: 0, host: '127.0.0.1' });
  await listen(http.createServer(answer('unix', counts)), { path: join(folder, 'unix.sock') });
  await listen(http.createServer(guard), { path: join(folder, 'guard.sock') });
  values.guard = await listen(http.createServer(guard), { port: 0, host: '127.0.0.1' });
  const collector = new Collector();
  const counter = createCounter();
  const processor = new Processor();
  const answerH2 = (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => {
    const isCall = request.headers['content-type']?.startsWith('application/grpc') === true;
    if (request.url === checkMethod) guardCall(request, response);
    else if (request.url === countMethod) counter.answer(request, response);
    else if (request.url === processMethod) processor.call(request, response);
    else if (collector.takes(request.url)) collector.call(request, response);
    else if (isCall) answerCall('h2', counts, request, response);
    else answer('h2', counts)(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  };
  for (const where of [{ port: 0, host: '127.0.0.1' }, { path: join(folder, 'h2.sock') }]) {
    const h2 = http2.createServer(answerH2);
    h2.on('session', session => sessions.add(session));
    const port = await listen(h2, where);
    if ('port' in where) values.h2 = port;
  }

  const datagrams: dgram.Socket[] = [];
  for (const name of ['udp-a', 'udp-b']) {
    const socket = dgram.createSocket('udp4', (message, from) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      const seen: Seen = {
        backend: name,
        method: '',
        path: String(message),
        host: '',
        protocol: 'udp',
        headers: {},
      };
      socket.send(JSON.stringify(seen), from.port, from.address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    values[name] = socket.address().port;
    datagrams.push(socket);
  }

  return {
    values,
    counts,
    collector,
    counted: counter.counts,
    processor,
    close: async () => {
      for (const session of sessions) session.destroy();
      for (const socket of datagrams) socket.close();
      await Promise.all(
        servers.map(server => {
          if (server instanceof http.Server || server instanceof https.Server) server.closeAllConnections();
          return new Promise(resolve => server.close(resolve));
        }),
      );
      rmSync(folder, { recursive: true });
    },
  };
}

/** answerCall answers a gRPC call with one message: a flag, its length, and what was seen. */
function answerCall(
  backend: string,
  counts: Map<string, number>,
  request: http2.Http2ServerRequest,
  response: http2.Http2ServerResponse,
): void {
  counts.set(backend, (counts.get(backend) ?? 0) + 1);
  const message = Buffer.from(JSON.stringify(seenBy(backend, request)));
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  response.setHeader('content-type', 'application/grpc');
  response.addTrailers({ 'grpc-status': '0' });
  response.end(Buffer.concat([prefix, message]));
}

function seenBy(
  backend: string,
  { method = '', url = '', httpVersion, headers }: IncomingMessage | http2.Http2ServerRequest,
): Seen {
  const host = String(headers.host ?? headers[':authority'] ?? '');
  return { backend, method, path: url, host, protocol: httpVersion, headers };
}

/**
 * Answers according to the query: `?delay=MILLISECONDS` delays the answer; `?flaky=NAME` is answered with 503 the first
 * time, `?status=CODE` with that status; `?location=URL` redirects there; `?packed` compresses (gzip); `?busy=NAME` makes
 * each upstream report its load.
 */
function answer(backend: string, counts: Map<string, number>) {
  const failed = new Set<string>();
  return (request: IncomingMessage, response: ServerResponse) => {
    const seen = seenBy(backend, request);
    const { searchParams } = new URL(`http://x${seen.path}`);
    const reply = () => {
      counts.set(backend, (counts.get(backend) ?? 0) + 1);
      response.setHeader('content-type', 'application/json');
      response.setHeader('x-backend-secret', 'for nobody');
      const busy = searchParams.get('busy');
      if (busy !== null) {
        const load = busy === backend ? 0.9 : 0.1;
        response.setHeader('endpoint-load-metrics', `TEXT cpu_utilization=${load},rps_fractional=100`);
      }
      response.statusCode = Number(searchParams.get('status') ?? 200);
      const location = searchParams.get('location');
      if (location !== null) response.setHeader('location', location);
      const body = JSON.stringify(seen);
      if (searchParams.has('packed')) response.setHeader('content-encoding', 'gzip');
      response.end(searchParams.has('packed') ? gzipSync(body) : body);
    };
    const once = searchParams.get('flaky');
    if (once !== null && !failed.has(once)) {
      failed.add(once);
      response.statusCode = 503;
      response.end();
      return;
    }
    const delay = Number(searchParams.get('delay') ?? 0);
    if (delay > 0) setTimeout(reply, delay);
    else reply();
  };
}
