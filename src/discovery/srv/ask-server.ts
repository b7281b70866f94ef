import { type DecodedPacket, decode, encode, RECURSION_DESIRED, type RecordType } from 'dns-packet';
import { askOverTcp, askOverUdp, largestDatagram } from '#dns';
import { parseDnsServer } from '#lib/dns-server.ts';

/**
 * askServer asks one DNS server one question, over UDP, and over TCP where the answer does not fit into a datagram (RFC
 * 7766). It rejects where there is no answer before `signal`.
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
  const read = (message: Buffer) => readPacket(message, isAnswer);
  const answer = await askOverUdp(where, query, read, signal);
  return answer.flag_tc ? askOverTcp(where, query, read, signal) : answer;
}

/** undefined for any other message, which comes by mistake or from an attacker. */
function readPacket(
  message: Buffer,
  isAnswer: (packet: DecodedPacket) => boolean,
): DecodedPacket | undefined {
  try {
    const packet = decode(message);
    return isAnswer(packet) ? packet : undefined;
  } catch {
    return undefined;
  }
}
