import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket as Stream } from 'node:net';
import type { DnsServerAddress } from '#lib/dns-server.ts';

/** Asked is one message: how it came, and a way to answer it. */
export interface Asked {
  readonly query: Buffer;
  readonly transport: 'udp' | 'tcp';
  /** The port that it came from. */
  readonly from: number;
  send(response: Buffer): void;
}

/** Resolver is a DNS server whose every byte a test decides, on UDP and TCP, on a loopback port of its own. */
export interface Resolver {
  readonly address: DnsServerAddress;
  readonly asked: readonly Asked[];
  answer: (asked: Asked) => void;
  stop(): Promise<void>;
}

export async function startResolver(answer: (asked: Asked) => void): Promise<Resolver> {
  for (;;) {
    const datagrams = createSocket('udp4').bind(0, '127.0.0.1');
    await once(datagrams, 'listening');
    const listener = createServer().listen(datagrams.address().port, '127.0.0.1');
    try {
      await once(listener, 'listening');
    } catch {
      // Both transports need the same port, so one that is taken for TCP is no use.
      datagrams.close();
      continue;
    }
    return serve(datagrams, listener, answer);
  }
}

function serve(datagrams: Socket, listener: Server, answer: (asked: Asked) => void): Resolver {
  const asked: Asked[] = [];
  const streams = new Set<Stream>();
  const resolver: Resolver = {
    address: { host: '127.0.0.1', port: datagrams.address().port },
    asked,
    answer,
    async stop() {
      const closed = once(datagrams, 'close');
      datagrams.close();
      listener.close();
      for (const stream of streams) stream.destroy();
      await closed;
    },
  };
  const take = (one: Asked): void => {
    asked.push(one);
    resolver.answer(one);
  };
  datagrams.on('message', (query, { port, address }: RemoteInfo) => {
    const send = (response: Buffer) => datagrams.send(response, port, address);
    take({ query, transport: 'udp', from: port, send });
  });
  listener.on('connection', stream => {
    streams.add(stream);
    stream.on('error', () => {});
    stream.on('close', () => streams.delete(stream));
    // A test sends its query in one piece.
    stream.on('data', framed => {
      const send = (response: Buffer) => {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(response.length);
        stream.write(Buffer.concat([length, response]));
      };
      take({ query: framed.subarray(2), transport: 'tcp', from: stream.remotePort ?? 0, send });
    });
  });
  return resolver;
}
