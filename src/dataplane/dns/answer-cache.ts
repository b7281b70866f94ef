import {
  codeOf,
  codes,
  endOfName,
  isTruncated,
  type ResourceRecord,
  readAnswerRecords,
  recordTypes,
} from './message.ts';

/** AnswerCache keeps the responses of other servers until they expire, up to a number of bytes. */
export interface AnswerCache {
  /** The response to a query as it is now, its TTLs counted down; its id is not the query's. */
  get(query: Buffer): Buffer | undefined;
  put(query: Buffer, response: Buffer): void;
}

interface Kept {
  readonly response: Buffer;
  readonly times: readonly ResourceRecord[];
  /** ms, by the clock `now`. */
  readonly since: number;
  readonly until: number;
  readonly bytes: number;
}

export interface AnswerCacheOptions {
  /** Bytes of everything that is kept. Default: 1 MiB. */
  readonly most?: number;
  /** ms; it never goes back. */
  readonly now?: () => number;
}

/** Bytes that an entry takes besides its data, roughly. */
const overhead = 200;
/** A larger answer is rare, and would push out many others. */
const largestAnswer = 16 * 1024;
/** Seconds that a response is kept at most, whatever its TTL. */
const longest = 3600;

/**
 * createAnswerCache makes an empty cache. Its key is the bytes of a query except the id: type, class, flags, EDNS, and the
 * case of the name, so that nobody gets an answer to a question that differs in anything.
 */
export function createAnswerCache({
  most = 1024 * 1024,
  now = () => performance.now(),
}: AnswerCacheOptions = {}): AnswerCache {
  const kept = new Map<string, Kept>();
  let held = 0;

  function drop(key: string): void {
    held -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  }

  return {
    get(query) {
      const key = keyOf(query);
      const entry = kept.get(key);
      if (entry === undefined) return undefined;
      if (now() >= entry.until) {
        drop(key);
        return undefined;
      }
      // The least recently used entry is evicted first.
      kept.delete(key);
      kept.set(key, entry);
      return aged(entry, Math.floor((now() - entry.since) / 1000));
    },
    put(query, response) {
      const times = readAnswerRecords(response)?.filter(({ type }) => type !== recordTypes.opt);
      const ttl = times === undefined ? 0 : timeToLive(response, times);
      if (times === undefined || ttl <= 0 || response.length > largestAnswer) return;
      const key = keyOf(query);
      drop(key);
      const bytes = key.length + response.length + times.length * overhead + overhead;
      const since = now();
      kept.set(key, { response: Buffer.from(response), times, since, until: since + ttl * 1000, bytes });
      held += bytes;
      for (const oldest of kept.keys()) {
        if (held <= most) break;
        drop(oldest);
      }
    },
  };
}

function keyOf(query: Buffer): string {
  return query.toString('latin1', 2);
}

function aged({ response, times }: Kept, age: number): Buffer {
  const copy = Buffer.from(response);
  for (const { ttl, ttlAt } of times) copy.writeUInt32BE(Math.max(0, ttl - age), ttlAt);
  return copy;
}

/**
 * Seconds for which a response is valid: as long as all its records are. A negative response is valid as the zone says (RFC
 * 2308).
 */
function timeToLive(response: Buffer, records: readonly ResourceRecord[]): number {
  const code = codeOf(response);
  if (isTruncated(response) || (code !== codes.noError && code !== codes.noSuchName)) return 0;
  const isEmpty = response.readUInt16BE(6) === 0;
  const zone = records.find(({ type }) => type === recordTypes.soa);
  if (isEmpty || code === codes.noSuchName)
    return zone === undefined ? 0 : Math.min(zone.ttl, minimumOf(response, zone), longest);
  return Math.min(longest, ...records.map(({ ttl }) => ttl));
}

/** The last field of an SOA record: how long a negative answer is valid. */
function minimumOf(response: Buffer, { data: [from, to] }: ResourceRecord): number {
  const [first, second] = [endOfName(response, from), endOfName(response, endOfName(response, from) ?? to)];
  return first !== undefined && second !== undefined && second + 20 <= to
    ? response.readUInt32BE(second + 16)
    : 0;
}
