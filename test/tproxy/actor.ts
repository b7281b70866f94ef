import { createSocket } from 'node:dgram';
import { createServer as createHttpServer, get } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { askHttp2, askTls, heardGreeting, serveGreeting, serveHttp2, serveTls } from './actor-beginnings.ts';
import type { Reply, Request } from './actor-protocol.ts';

/**
 * A process that serves and asks inside one network namespace as one user, on command: one JSON request a line on
 * standard input, one JSON reply a line on standard output.
 */
const patience = 3000;
const held = new Map<string, Socket>();

for await (const line of createInterface({ input: process.stdin })) {
  const { id, request } = JSON.parse(line) as { id: number; request: Request };
  answer(request)
    .catch((error: Error & { code?: string }): Reply => ({ error: error.code ?? error.message }))
    .then(reply => process.stdout.write(`${JSON.stringify({ id, reply })}\n`));
}

function answer(request: Request): Promise<Reply> {
  switch (request.kind) {
    case 'serve-http':
      return serveHttp(request.name, request.host, request.port);
    case 'serve-dns':
      return serveDns(request.host, request.port, request.address);
    case 'serve-echo':
      return serveEcho(request.host, request.port);
    case 'serve-tls':
      return listening(serveTls(request), request.host, request.port);
    case 'serve-greeting':
      return listening(serveGreeting(request), request.host, request.port);
    case 'serve-http2':
      return listening(serveHttp2(request), request.host, request.port);
    case 'http':
      return http(request.host, request.port, request.localPort, request.headers);
    case 'http2':
      return askHttp2(request);
    case 'tls':
      return askTls(request);
    case 'greeting':
      return heardGreeting(request);
    case 'dns':
      return request.protocol === 'udp' ? dnsOverUdp(request) : dnsOverTcp(request);
    case 'open':
      return open(request.name, request.host, request.port);
    case 'echo':
      return echo(request.name, request.text);
    case 'close':
      return close(request.name);
  }
}

function serveHttp(name: string, host: string, port: number): Promise<Reply> {
  const server = createHttpServer((request, response) => {
    const { remoteAddress, remotePort, localAddress } = request.socket;
    response.end(
      JSON.stringify({
        server: name,
        from: remoteAddress,
        port: remotePort,
        to: `[${localAddress}]:${port}`,
        headers: request.headers,
      }),
    );
  });
  return listening(
    server.on('error', () => {}),
    host,
    port,
  );
}

function serveEcho(host: string, port: number): Promise<Reply> {
  return listening(
    createServer(socket => socket.on('error', () => {}).pipe(socket)),
    host,
    port,
  );
}

function listening(server: ReturnType<typeof createServer>, host: string, port: number): Promise<Reply> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen({ host, port, ipv6Only: host === '::' }, () => resolve({ ok: true }));
  });
}

function http(
  host: string,
  port: number,
  localPort: number | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = get({
      host,
      port,
      ...(localPort === undefined ? {} : { localPort }),
      headers,
      timeout: patience,
      agent: false,
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
    request.on('response', response => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          proxy: String(response.headers['x-proxy'] ?? 'none'),
          body,
        }),
      );
    });
  });
}

function open(name: string, host: string, port: number): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setTimeout(patience, () => socket.destroy(new Error('timeout')));
    socket.on('error', reject);
    socket.on('connect', () => {
      socket.setTimeout(0);
      held.set(name, socket);
      resolve({ ok: true });
    });
  });
}

function echo(name: string, text: string): Promise<Reply> {
  const socket = held.get(name);
  if (socket === undefined) throw new Error(`no connection ${name}`);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('timeout')), patience);
    const settle = (reply: Reply) => {
      clearTimeout(timer);
      resolve(reply);
    };
    socket.once('error', (error: NodeJS.ErrnoException) => settle({ error: error.code ?? error.message }));
    socket.once('end', () => settle({ error: 'closed' }));
    socket.once('data', data => settle({ text: data.toString() }));
    socket.write(text);
  });
}

function close(name: string): Promise<Reply> {
  const socket = held.get(name);
  return new Promise(resolve => {
    if (socket === undefined || socket.destroyed) return resolve({ ok: true });
    socket.once('close', () => resolve({ ok: true }));
    socket.end();
    socket.resume();
  });
}

/** A name server that answers every question with one address, over UDP and TCP. */
async function serveDns(host: string, port: number, address: string): Promise<Reply> {
  const udp = createSocket(host.includes(':') ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' });
  udp.on('message', (query, from) => udp.send(dnsAnswer(query, address), from.port, from.address));
  await new Promise<void>((resolve, reject) => {
    udp.on('error', reject);
    udp.bind({ address: host, port }, resolve);
  });
  const tcp = createServer(socket => {
    socket.on('error', () => {});
    socket.on('data', data => {
      const message = dnsAnswer(data.subarray(2), address);
      socket.end(Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]));
    });
  });
  return listening(tcp, host, port);
}

function dnsQuery(name: string): Buffer {
  const labels = name.split('.').flatMap(label => [Buffer.from([label.length]), Buffer.from(label)]);
  const header = Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, 1, 0, 1])]);
}

function dnsAnswer(query: Buffer, address: string): Buffer {
  const header = Buffer.from([query[0] ?? 0, query[1] ?? 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
  const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)];
  // What stands behind the question (what else the asker can read) is not told back.
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  return Buffer.concat([header, question, Buffer.from(record)]);
}

function addressIn(message: Buffer): Reply {
  return { address: [...message.subarray(-4)].join('.') };
}

function dnsOverUdp({
  server,
  localPort,
}: {
  readonly server: string;
  readonly localPort?: number;
}): Promise<Reply> {
  const socket = createSocket({ type: server.includes(':') ? 'udp6' : 'udp4', reuseAddr: true });
  return new Promise<Reply>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('timeout')), patience);
    socket.on('error', reject);
    socket.on('message', message => {
      clearTimeout(timer);
      resolve(addressIn(message));
    });
    socket.bind({ port: localPort ?? 0 }, () => socket.send(dnsQuery('a.test'), 53, server));
  }).finally(() => socket.close());
}

function dnsOverTcp({
  server,
  localPort,
}: {
  readonly server: string;
  readonly localPort?: number;
}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server, port: 53, ...(localPort === undefined ? {} : { localPort }) });
    socket.setTimeout(patience, () => socket.destroy(new Error('timeout')));
    socket.on('error', reject);
    socket.on('data', data => {
      resolve(addressIn(data));
      socket.destroy();
    });
    const query = dnsQuery('a.test');
    socket.write(Buffer.concat([Buffer.from([0, query.length]), query]));
  });
}
