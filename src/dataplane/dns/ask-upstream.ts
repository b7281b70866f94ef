import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIPv6 } from 'node:net';
import type { DnsServerAddress } from '#lib/dns-server.ts';
import { answers, isTruncated, withId } from './message.ts';

/** Told of what happens on the way. */
export interface AskingEvents {
  /** Something came that does not answer: a mistake, or somebody who tries to be believed. */
  stray(): void;
  overTcp(): void;
}

/** A longer query goes by TCP at once: networks would take the datagram apart. */
const largestDatagram = 1232;

/**
 * askUpstream asks one server over UDP, and over TCP where the answer does not fit into a datagram (RFC 7766). The query's
 * bytes go as they are, under an id and from a port that nobody can guess. It gives the response under the query's own id, and
 * rejects where there is none before `signal`.
 */
export async function askUpstream(
  server: DnsServerAddress,
  query: Buffer,
  signal: AbortSignal,
  events: AskingEvents,
): Promise<Buffer> {
  const asked = withId(query, randomInt(0x10000));
  let response = query.length > largestDatagram ? undefined : await overUdp(server, asked, signal, events);
  if (response === undefined || isTruncated(response)) {
    events.overTcp();
    response = await overTcp(server, asked, signal).catch(error => {
      // What fitted is better than nothing, and says itself that it is not all.
      if (response === undefined) throw error;
      return response;
    });
  }
  return withId(response, query.readUInt16BE(0));
}

async function overUdp(
  { host, port }: DnsServerAddress,
  query: Buffer,
  signal: AbortSignal,
  events: AskingEvents,
): Promise<Buffer> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    // Connected, so that nobody else is heard, and a port where nobody listens is noticed.
    socket.connect(port, host);
    await once(socket, 'connect', { signal });
    socket.send(query);
    for (;;) {
      const [message] = (await once(socket, 'message', { signal })) as [Buffer];
      if (answers(message, query)) return message;
      events.stray();
    }
  } finally {
    socket.close();
  }
}

async function overTcp(
  { host, port }: DnsServerAddress,
  query: Buffer,
  signal: AbortSignal,
): Promise<Buffer> {
  const socket = connect({ host, port, signal });
  try {
    socket.write(framed(query));
    let received = Buffer.alloc(0);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer]);
      const end = received.length < 2 ? Number.POSITIVE_INFINITY : 2 + received.readUInt16BE();
      if (received.length < end) continue;
      const message = received.subarray(2, end);
      if (answers(message, query)) return message;
      break;
    }
    throw new Error('the answer broke off');
  } finally {
    socket.destroy();
  }
}

/** framed is a message as it stands in a stream: after its length. */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
