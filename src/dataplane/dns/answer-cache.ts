import {
  codeOf,
  codes,
  endOfName,
  isTruncated,
  type ResourceRecord,
  readAnswerRecords,
  recordTypes,
} from './message.ts';

/** AnswerCache keeps what other servers answered for as long as it holds, at most so many bytes of it. */
export interface AnswerCache {
  /** The response to a query as it would be now, its times to live counted down; its id is not the query's. */
  get(query: Buffer): Buffer | undefined;
  put(query: Buffer, response: Buffer): void;
}

interface Kept {
  readonly response: Buffer;
  readonly times: readonly ResourceRecord[];
  /** ms, of the clock. */
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

/** What is kept for an entry beside its bytes, about. */
const overhead = 200;
/** A larger answer is rare, and would push out many others. */
const largestAnswer = 16 * 1024;
/** Seconds. Nobody is taken at his word for longer. */
const longest = 3600;

/**
 * createAnswerCache makes an empty cache. A query is its bytes but for its id: type, class, what it asked for by flags and by
 * EDNS, and the case of its name, so that nobody gets an answer to a question that differs in anything.
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
      // The one used last is the last to go.
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

/** Seconds for which an answer holds: as long as all of it does. That there is nothing holds as the zone says (RFC 2308). */
function timeToLive(response: Buffer, records: readonly ResourceRecord[]): number {
  const code = codeOf(response);
  if (isTruncated(response) || (code !== codes.noError && code !== codes.noSuchName)) return 0;
  const isEmpty = response.readUInt16BE(6) === 0;
  const zone = records.find(({ type }) => type === recordTypes.soa);
  if (isEmpty || code === codes.noSuchName)
    return zone === undefined ? 0 : Math.min(zone.ttl, minimumOf(response, zone), longest);
  return Math.min(longest, ...records.map(({ ttl }) => ttl));
}

/** The last field of a zone's record: for how long it is true that there is nothing. */
function minimumOf(response: Buffer, { data: [from, to] }: ResourceRecord): number {
  const [first, second] = [endOfName(response, from), endOfName(response, endOfName(response, from) ?? to)];
  return first !== undefined && second !== undefined && second + 20 <= to
    ? response.readUInt32BE(second + 16)
    : 0;
}
