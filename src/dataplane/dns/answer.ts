import { isIPv4 } from 'node:net';
import { codes, headerBytes, type Query, recordTypes } from './message.ts';

/** HostTable gives the addresses of a name (lower case, no final dot); undefined where the name is not ours. */
export type HostTable = (name: string) => readonly string[] | undefined;

/** Seconds for which an answer of ours holds. A virtual address is given to nobody else before that (model/mesh). */
export const ownTtl = 30;

const internet = 1;

/**
 * answerFromTable answers questions about names of ours: with their addresses, and for every other type, that there is none.
 * Undefined where the name is not ours.
 */
export function answerFromTable(bytes: Buffer, query: Query, table: HostTable): Buffer | undefined {
  const { name, type, class: inClass } = query.question;
  const addresses = inClass === internet ? table(name) : undefined;
  if (addresses === undefined) return undefined;
  const wanted = addresses.filter(
    address => type === recordTypes.any || type === (isIPv4(address) ? recordTypes.a : recordTypes.aaaa),
  );
  const head = respond(bytes, query, codes.noError, wanted.length);
  // AA: the answer is authoritative.
  head[2] = (head[2] ?? 0) | 4;
  return Buffer.concat([head, ...wanted.map(addressRecord), edns(query)]);
}

/** refuse answers with a code alone. Of a message that could not be read, the question is left out. */
export function refuse(bytes: Buffer, query: Query | undefined, code: number): Buffer {
  return query === undefined
    ? respond(bytes, { end: headerBytes, edns: false }, code, 0)
    : Buffer.concat([respond(bytes, query, code, 0), edns(query)]);
}

/** truncated says that the answer does not fit into a datagram, so that the client comes by TCP (RFC 7766). */
export function truncated(bytes: Buffer, query: Query): Buffer {
  const response = refuse(bytes, query, codes.noError);
  response[2] = (response[2] ?? 0) | 2;
  return response;
}

/** Header and question of a response: the id of the query, its name in the case that it was asked in, and RA set. */
function respond(
  bytes: Buffer,
  { end, edns }: Pick<Query, 'end' | 'edns'>,
  code: number,
  count: number,
): Buffer {
  const response = Buffer.from(bytes.subarray(0, end));
  const [operationAndRecursion, recursionAvailable, response_] = [(bytes[2] ?? 0) & 0x79, 0x80, 0x80];
  response[2] = response_ | operationAndRecursion;
  response[3] = recursionAvailable | code;
  response.writeUInt16BE(end > headerBytes ? 1 : 0, 4);
  response.writeUInt16BE(count, 6);
  response.writeUInt16BE(0, 8);
  response.writeUInt16BE(edns ? 1 : 0, 10);
  return response;
}

function addressRecord(address: string): Buffer {
  const data = isIPv4(address) ? bytesOfIpv4(address) : bytesOfIpv6(address);
  const record = Buffer.alloc(12 + data.length);
  // A pointer to the name of the question, right after the header.
  record.writeUInt16BE(0xc000 | headerBytes, 0);
  record.writeUInt16BE(isIPv4(address) ? recordTypes.a : recordTypes.aaaa, 2);
  record.writeUInt16BE(internet, 4);
  record.writeUInt32BE(ownTtl, 6);
  record.writeUInt16BE(data.length, 10);
  data.copy(record, 12);
  return record;
}

/** The largest datagram that we take: one that no network fragments (DNS Flag Day 2020). */
const ownDatagram = 1232;

function edns(query: Query): Buffer {
  if (!query.edns) return Buffer.alloc(0);
  const record = Buffer.alloc(11);
  record.writeUInt16BE(recordTypes.opt, 1);
  record.writeUInt16BE(ownDatagram, 3);
  return record;
}

function bytesOfIpv4(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function bytesOfIpv6(address: string): Buffer {
  // An IPv4 tail is the last two groups.
  const text = address.replace(/\d+\.\d+\.\d+\.\d+$/, tail => {
    const ipv4 = bytesOfIpv4(tail);
    return `${ipv4.readUInt16BE(0).toString(16)}:${ipv4.readUInt16BE(2).toString(16)}`;
  });
  const [front = '', back] = text.split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const [before, after] = [groups(front), groups(back)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const bytes = Buffer.alloc(16);
  for (const [i, group] of [...before, ...zeros, ...after].entries()) {
    bytes.writeUInt16BE(Number.parseInt(group, 16), i * 2);
  }
  return bytes;
}
