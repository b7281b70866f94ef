import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIPv6 } from 'node:net';
import { type DecodedPacket, decode, encode, RECURSION_DESIRED, type RecordType } from 'dns-packet';
import { type DnsServerAddress, parseDnsServer } from '#lib/dns-server.ts';

/** What a server may send in one datagram, so that no network takes it apart (DNS Flag Day 2020). */
const largestDatagram = 1232;

/**
 * askServer asks one DNS server one question, over UDP, and over TCP where the answer does not fit into a datagram (RFC 7766).
 * Rejects where there is no answer before `signal`.
 */
export async function askServer(
  server: string,
  name: string,
  type: RecordType,
  signal: AbortSignal,
): Promise<DecodedPacket> {
  const id = crypto.getRandomValues(new Uint16Array(1))[0] ?? 0;
  const query = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ type, name }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: largestDatagram,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
  const isAnswer = ({ type: kind, id: to, questions: [asked] = [] }: DecodedPacket) =>
    kind === 'response' && to === id && asked?.type === type && asked.name.toLowerCase() === name;
  const where = parseDnsServer(server) ?? { host: server, port: 53 };
  const answer = await overUdp(where, query, isAnswer, signal);
  return answer.flag_tc ? overTcp(where, query, isAnswer, signal) : answer;
}

type IsAnswer = (packet: DecodedPacket) => boolean;

async function overUdp(
  { host, port }: DnsServerAddress,
  query: Buffer,
  isAnswer: IsAnswer,
  signal: AbortSignal,
): Promise<DecodedPacket> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    // Connected, so that nobody else is heard, and a port where nobody listens is noticed.
    socket.connect(port, host);
    await once(socket, 'connect', { signal });
    socket.send(query);
    for (;;) {
      const [message] = (await once(socket, 'message', { signal })) as [Buffer];
      const answer = read(message, isAnswer);
      if (answer !== undefined) return answer;
    }
  } finally {
    socket.close();
  }
}

async function overTcp(
  { host, port }: DnsServerAddress,
  query: Buffer,
  isAnswer: IsAnswer,
  signal: AbortSignal,
): Promise<DecodedPacket> {
  const socket = connect({ host, port, signal });
  try {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.write(Buffer.concat([length, query]));
    let received = Buffer.alloc(0);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer]);
      const end = received.length < 2 ? Number.POSITIVE_INFINITY : 2 + received.readUInt16BE();
      if (received.length < end) continue;
      const answer = read(received.subarray(2, end), isAnswer);
      if (answer !== undefined) return answer;
      break;
    }
    throw Object.assign(new Error('the answer broke off'), { code: 'EBADRESP' });
  } finally {
    socket.destroy();
  }
}

/** Whatever else comes is somebody's mistake, or somebody's attempt. */
function read(message: Buffer, isAnswer: IsAnswer): DecodedPacket | undefined {
  try {
    const packet = decode(message);
    return isAnswer(packet) ? packet : undefined;
  } catch {
    return undefined;
  }
}
