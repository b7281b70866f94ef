import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6, type Socket as Stream } from 'node:net';
import { framed } from '#dns';
import type { DnsServerAddress } from '#lib/dns-server.ts';
import { Fault } from '#lib/fault.ts';
import { hostAndPort } from '#lib/ip-address.ts';
import { answerFromTable, type HostTable, refuse, truncated } from './answer.ts';
import { createDnsCounters, type DnsCounters } from './counters.ts';
import { createForwarder, type ForwarderOptions } from './forwarder.ts';
import { codes, headerBytes, readQuery } from './message.ts';

export interface DnsOptions extends Pick<ForwarderOptions, 'patience' | 'deadline'> {
  readonly port: number;
  /**
   * Default: loopback of both families. An address that this machine does not have is skipped, as long as there is another.
   */
  readonly addresses?: readonly string[];
  /** Called for each query. */
  readonly table: HostTable;
  /** The servers to ask about names that are not in the table. */
  readonly servers: () => readonly DnsServerAddress[];
  /** Called with errors that should not occur. */
  readonly onBug?: (error: unknown) => void;
}

/** Dns answers DNS queries of the applications of this machine. */
export interface Dns {
  /** Where it listens, over UDP and TCP. */
  readonly addresses: readonly DnsServerAddress[];
  readonly counters: Readonly<DnsCounters>;
  close(): Promise<void>;
}

/** Limits on what clients can cost. */
const limits = { connections: 256, idle: 10_000, pipelined: 32 } as const;
const loopback = ['127.0.0.1', '::1'] as const;

/**
 * startDns answers what the table knows, and forwards everything else, whatever its type, byte by byte. It needs no control
 * plane: what is in the table stays there. A Fault (`environment`) says that it cannot listen.
 */
export async function startDns(options: DnsOptions): Promise<Dns> {
  const counters = createDnsCounters();
  const addresses: DnsServerAddress[] = [];
  const isOwn = ({ host, port }: DnsServerAddress) =>
    addresses.some(own => own.host === host && own.port === port);
  const { patience, deadline } = options;
  const forwarder = createForwarder({
    // A query that came back to us would loop for ever.
    servers: () => options.servers().filter(server => !isOwn(server)),
    counters,
    ...(patience === undefined ? {} : { patience }),
    ...(deadline === undefined ? {} : { deadline }),
  });

  /** The response to a message; undefined where none is due. `room` is the limit of its transport. */
  async function respondTo(bytes: Buffer, room: 'datagram' | 'stream'): Promise<Buffer | undefined> {
    const query = readQuery(bytes);
    if (query?.kind !== 'query') {
      counters.malformed++;
      return query === undefined ? undefined : refuse(bytes, undefined, query.code);
    }
    const own = answerFromTable(bytes, query, options.table);
    if (own !== undefined) counters.own++;
    const response = own ?? (await forwarder.ask(bytes)) ?? refuse(bytes, query, codes.failure);
    return room === 'datagram' && response.length > query.datagram ? truncated(bytes, query) : response;
  }

  /** No message may end the process. */
  function respond(
    bytes: Buffer,
    room: 'datagram' | 'stream',
    send: (response: Buffer) => void,
  ): Promise<void> {
    counters[room === 'datagram' ? 'udp' : 'tcp']++;
    return respondTo(bytes, room)
      .then(response => {
        if (response !== undefined) send(response);
      })
      .catch(error => options.onBug?.(error));
  }

  const sockets: Bound[] = [];
  let unavailable: unknown;
  let port = options.port;
  for (const host of options.addresses ?? loopback) {
    try {
      const bound = await listenOn(host, port, respond);
      port = bound.port;
      addresses.push({ host, port });
      sockets.push(bound);
    } catch (error) {
      if (!isUnavailable(error)) {
        for (const one of sockets) void one.close();
        throw cannotListen(host, port, error);
      }
      unavailable = cannotListen(host, port, error);
    }
  }
  if (sockets.length === 0) throw unavailable;
  return {
    addresses,
    counters,
    async close() {
      forwarder.close();
      await Promise.all(sockets.map(one => one.close()));
    },
  };
}

interface Bound {
  readonly port: number;
  close(): Promise<void>;
}

type Respond = (
  bytes: Buffer,
  room: 'datagram' | 'stream',
  send: (response: Buffer) => void,
) => Promise<void>;

async function listenOn(host: string, port: number, respond: Respond): Promise<Bound> {
  const datagrams = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    datagrams.bind(port, host);
    await once(datagrams, 'listening');
    const streams = new Set<Stream>();
    const listener = createServer(stream => {
      streams.add(stream);
      stream.on('close', () => streams.delete(stream));
      serveStream(stream, respond);
    });
    listener.maxConnections = limits.connections;
    listener.listen(datagrams.address().port, host);
    await once(listener, 'listening');
    let isOpen = true;
    datagrams.on('message', (bytes, { port, address }: RemoteInfo) => {
      void respond(bytes, 'datagram', response => {
        // The client may be gone.
        if (isOpen) datagrams.send(response, port, address, () => {});
      });
    });
    datagrams.on('error', () => {});
    return {
      port: datagrams.address().port,
      async close() {
        isOpen = false;
        const closed = once(datagrams, 'close');
        datagrams.close();
        listener.close();
        for (const stream of streams) stream.destroy();
        await closed;
      },
    };
  } catch (error) {
    datagrams.close();
    throw error;
  }
}

/**
 * Length-prefixed messages, as many as the client likes; up to `pipelined` are answered at a time, in any order (RFC 7766).
 */
function serveStream(stream: Stream, respond: Respond): void {
  let received = Buffer.alloc(0);
  let open = 0;
  // A client that does not read its answers gets no more questions read.
  const hasRoom = () => open < limits.pipelined && !stream.writableNeedDrain;
  const takeOn = (): void => {
    while (hasRoom() && received.length >= 2) {
      const end = 2 + received.readUInt16BE();
      if (end < 2 + headerBytes) return void stream.destroy();
      if (received.length < end) break;
      const message = Buffer.from(received.subarray(2, end));
      received = received.subarray(end);
      open++;
      void respond(message, 'stream', response => void stream.write(framed(response))).then(() => {
        open--;
        takeOn();
      });
    }
    if (hasRoom()) stream.resume();
    else stream.pause();
  };
  stream.setTimeout(limits.idle, () => stream.destroy());
  stream.on('error', () => stream.destroy());
  stream.on('drain', takeOn);
  stream.on('data', chunk => {
    received = Buffer.concat([received, chunk]);
    takeOn();
  });
}

function isUnavailable(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}

function cannotListen(host: string, port: number, cause: unknown): Fault {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Fault('environment', `DNS cannot listen on ${hostAndPort(host, port)}: ${why}`, { cause });
}
