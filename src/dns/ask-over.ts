import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIPv6 } from 'node:net';
import type { DnsServerAddress } from '#lib/dns-server.ts';

/** largestDatagram is the most bytes in one datagram that no network fragments (DNS Flag Day 2020). */
export const largestDatagram = 1232;

/** ReadAnswer decodes a message; undefined where it answers another query, by mistake or from an attacker. */
export type ReadAnswer<Answer> = (message: Buffer) => Answer | undefined;

/** askOverUdp sends a query in a datagram, from an unpredictable port, and waits for the answer until `signal`. */
export async function askOverUdp<Answer>(
  { host, port }: DnsServerAddress,
  query: Buffer,
  read: ReadAnswer<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    // A connected socket hears nobody else, and notices a port where nobody listens.
    socket.connect(port, host);
    await once(socket, 'connect', { signal });
    socket.send(query);
    for (;;) {
      const [message] = (await once(socket, 'message', { signal })) as [Buffer];
      const answer = read(message);
      if (answer !== undefined) return answer;
    }
  } finally {
    socket.close();
  }
}

/**
 * askOverTcp sends a query over a connection of its own. It rejects with EBADRESP where the first message is not the answer,
 * or incomplete.
 */
export async function askOverTcp<Answer>(
  { host, port }: DnsServerAddress,
  query: Buffer,
  read: ReadAnswer<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  const socket = connect({ host, port, signal });
  try {
    socket.write(framed(query));
    let received = Buffer.alloc(0);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer]);
      const end = received.length < 2 ? Number.POSITIVE_INFINITY : 2 + received.readUInt16BE();
      if (received.length < end) continue;
      const answer = read(received.subarray(2, end));
      if (answer !== undefined) return answer;
      break;
    }
    throw Object.assign(new Error('the answer broke off'), { code: 'EBADRESP' });
  } finally {
    socket.destroy();
  }
}

/** framed is a message as sent over TCP: preceded by its length (RFC 1035, 4.2.2). */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
