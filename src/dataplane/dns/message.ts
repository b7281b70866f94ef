/** Question is what a query asks, its name as text in lower case without a final dot (the root is empty). */
export interface Question {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

/** Query is a message that asks one question (RFC 1035), reduced to what answering it takes. */
export interface Query {
  readonly kind: 'query';
  readonly question: Question;
  /** Offset after its question, which starts at 12. */
  readonly end: number;
  /** Bytes that the client takes in a datagram (RFC 6891); 512 where it does not say. */
  readonly datagram: number;
  /** It speaks EDNS, so the response must, too. */
  readonly edns: boolean;
}

/** Unanswerable is a message that asks something, but can only be answered with an error code. */
export interface Unanswerable {
  readonly kind: 'unanswerable';
  readonly code: number;
}

/** ResourceRecord is where in a message the TTL of a record is, and its value in seconds. */
export interface ResourceRecord {
  readonly type: number;
  readonly ttlAt: number;
  readonly ttl: number;
  /** The range of its data: from, to. */
  readonly data: readonly [number, number];
  readonly class: number;
}

/** Types and codes by their numbers (IANA). */
export const recordTypes = { a: 1, soa: 6, aaaa: 28, opt: 41, ixfr: 251, axfr: 252, any: 255 } as const;
export const codes = {
  noError: 0,
  malformed: 1,
  failure: 2,
  noSuchName: 3,
  notImplemented: 4,
  refused: 5,
} as const;

export const headerBytes = 12;
const smallestDatagram = 512;
const longestName = 255;

/**
 * readQuery reads what somebody sent to a DNS server. Undefined: not a query at all, and not to be answered, or two servers
 * could be made to answer each other for ever. It follows no pointer, and reads nothing twice.
 */
export function readQuery(bytes: Buffer): Query | Unanswerable | undefined {
  if (bytes.length < headerBytes || isResponse(bytes)) return undefined;
  if (((bytes[2] ?? 0) >> 3) % 16 !== 0) return { kind: 'unanswerable', code: codes.notImplemented };
  const read = bytes.readUInt16BE(4) === 1 ? readQuestion(bytes) : undefined;
  const records = read === undefined ? undefined : readRecords(bytes, read.end);
  if (read === undefined || records === undefined) return { kind: 'unanswerable', code: codes.malformed };
  const { type } = read.question;
  // Zone transfers are no records, and come in many messages.
  if (type === recordTypes.axfr || type === recordTypes.ixfr) {
    return { kind: 'unanswerable', code: codes.refused };
  }
  const opt = records.find(record => record.type === recordTypes.opt);
  return {
    kind: 'query',
    question: read.question,
    end: read.end,
    datagram: Math.max(smallestDatagram, opt?.class ?? 0),
    edns: opt !== undefined,
  };
}

/** readAnswerRecords gives the records of a response; undefined where it is broken. */
export function readAnswerRecords(bytes: Buffer): readonly ResourceRecord[] | undefined {
  const end = bytes.length < headerBytes ? undefined : readQuestion(bytes)?.end;
  return end === undefined ? undefined : readRecords(bytes, end);
}

/**
 * answers tells whether a message is a response to this very query: with its id and its question, whatever the case of the
 * name.
 */
export function answers(response: Buffer, query: Buffer): boolean {
  if (response.length < headerBytes || !isResponse(response)) return false;
  if (response.readUInt16BE(0) !== query.readUInt16BE(0) || response.readUInt16BE(4) !== 1) return false;
  const [got, asked] = [readQuestion(response)?.question, readQuestion(query)?.question];
  return (
    got !== undefined &&
    asked !== undefined &&
    got.name === asked.name &&
    got.type === asked.type &&
    got.class === asked.class
  );
}

export function isTruncated(bytes: Buffer): boolean {
  return ((bytes[2] ?? 0) & 2) !== 0;
}

export function codeOf(bytes: Buffer): number {
  return (bytes[3] ?? 0) & 15;
}

/** withId is a copy of a message with another id. */
export function withId(bytes: Buffer, id: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt16BE(id, 0);
  return copy;
}

function isResponse(bytes: Buffer): boolean {
  return ((bytes[2] ?? 0) & 0x80) !== 0;
}

function readQuestion(bytes: Buffer): { question: Question; end: number } | undefined {
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = bytes[at]; length !== 0; length = bytes[at]) {
    // A pointer could not point to anything, since nothing precedes the question. A length above 63 is a pointer, or invalid.
    if (length === undefined || length > 63 || at + 1 + length - headerBytes > longestName) return undefined;
    labels.push(bytes.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  if (end > bytes.length) return undefined;
  const name = labels.join('.').toLowerCase();
  return { question: { name, type: bytes.readUInt16BE(at + 1), class: bytes.readUInt16BE(at + 3) }, end };
}

function readRecords(bytes: Buffer, from: number): readonly ResourceRecord[] | undefined {
  const count = bytes.readUInt16BE(6) + bytes.readUInt16BE(8) + bytes.readUInt16BE(10);
  const records: ResourceRecord[] = [];
  for (let at = from; records.length < count; ) {
    const fields = endOfName(bytes, at);
    if (fields === undefined || fields + 10 > bytes.length) return undefined;
    const data = fields + 10;
    const end = data + bytes.readUInt16BE(fields + 8);
    if (end > bytes.length) return undefined;
    records.push({
      type: bytes.readUInt16BE(fields),
      class: bytes.readUInt16BE(fields + 2),
      ttlAt: fields + 4,
      ttl: bytes.readUInt32BE(fields + 4),
      data: [data, end],
    });
    at = end;
  }
  return records;
}

/** The offset after a name. Pointers are not followed, so a circle of them does no harm. */
export function endOfName(bytes: Buffer, from: number): number | undefined {
  for (let at = from; at - from <= longestName; ) {
    const length = bytes[at];
    if (length === undefined) return undefined;
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    if (length > 63) return undefined;
    at += 1 + length;
  }
  return undefined;
}
