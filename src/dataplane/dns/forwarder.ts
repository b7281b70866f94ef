import type { DnsServerAddress } from '#lib/dns-server.ts';
import { hostAndPort } from '#lib/ip-address.ts';
import { type AnswerCache, createAnswerCache } from './answer-cache.ts';
import { askUpstream } from './ask-upstream.ts';
import type { DnsCounters } from './counters.ts';
import { codeOf, codes, withId } from './message.ts';

/** Forwarder asks other servers about names that are not ours. */
export interface Forwarder {
  /** The response, under the query's id; undefined where no server gives one, or too much is being asked. Never rejects. */
  ask(query: Buffer): Promise<Buffer | undefined>;
  close(): void;
}

export interface ForwarderOptions {
  /** The servers to ask, in order; read anew for each question. */
  readonly servers: () => readonly DnsServerAddress[];
  readonly counters: DnsCounters;
  readonly cache?: AnswerCache;
  /** ms after which the next server is asked as well. Default: 1 s. */
  readonly patience?: number;
  /** ms after which a question fails. Default: 5 s, which is what a C library waits. */
  readonly deadline?: number;
}

/** Queries that are being asked at a time: each has a socket of its own. */
const mostAtOnce = 256;
/** ms for which a server that failed is asked after the others. */
const distrust = 30_000;

/**
 * createForwarder asks the first server, the next when that fails or takes its time, and so on; the first answer is taken,
 * whoever gives it. One that does not answer is asked last for half a minute. The same question from several is asked once.
 */
export function createForwarder(options: ForwarderOptions): Forwarder {
  const { servers, counters, cache = createAnswerCache(), patience = 1_000, deadline = 5_000 } = options;
  const asking = new Map<string, Promise<Buffer | undefined>>();
  const distrusted = new Map<string, number>();
  const ends = new Set<AbortController>();

  function inOrder(): readonly DnsServerAddress[] {
    const now = performance.now();
    const failedLately = (server: DnsServerAddress) => Number((distrusted.get(nameOf(server)) ?? 0) > now);
    const known = servers();
    if (distrusted.size > known.length) distrusted.clear();
    return known.toSorted((a, b) => failedLately(a) - failedLately(b));
  }

  async function askOne(server: DnsServerAddress, query: Buffer, signal: AbortSignal): Promise<Buffer> {
    const events = { stray: () => void counters.stray++, overTcp: () => void counters.upstreamTcp++ };
    try {
      const response = await askUpstream(server, query, signal, events);
      distrusted.delete(nameOf(server));
      return response;
    } catch (error) {
      // A server that was given up because another answered may still be good.
      if (!signal.aborted || signal.reason === late) {
        counters.upstreamFailures++;
        distrusted.set(nameOf(server), performance.now() + distrust);
      }
      throw error;
    }
  }

  async function askAll(query: Buffer): Promise<Buffer | undefined> {
    const end = new AbortController();
    ends.add(end);
    const timer = setTimeout(() => end.abort(late), deadline);
    try {
      return await firstAnswer(inOrder(), patience, end.signal, server => askOne(server, query, end.signal));
    } finally {
      clearTimeout(timer);
      ends.delete(end);
      end.abort();
    }
  }

  async function askAndKeep(query: Buffer): Promise<Buffer | undefined> {
    const response = await askAll(query);
    if (response !== undefined) cache.put(query, response);
    return response;
  }

  return {
    async ask(query) {
      const id = query.readUInt16BE(0);
      const known = cache.get(query);
      if (known !== undefined) {
        counters.cached++;
        return withId(known, id);
      }
      const key = query.toString('latin1', 2);
      let answer = asking.get(key);
      if (answer === undefined) {
        if (asking.size >= mostAtOnce) {
          counters.overloaded++;
          return undefined;
        }
        answer = askAndKeep(query).finally(() => asking.delete(key));
        asking.set(key, answer);
      }
      const response = await answer;
      if (response === undefined) counters.failed++;
      else counters.forwarded++;
      return response === undefined ? undefined : withId(response, id);
    },
    close: () => {
      for (const end of ends) end.abort();
    },
  };
}

/**
 * Asks one server after the other: the next as soon as one fails or `patience` is over. Those asked before may still answer.
 */
function firstAnswer(
  servers: readonly DnsServerAddress[],
  patience: number,
  signal: AbortSignal,
  ask: (server: DnsServerAddress) => Promise<Buffer>,
): Promise<Buffer | undefined> {
  return new Promise(resolve => {
    const left = [...servers];
    let open = 0;
    let next: NodeJS.Timeout | undefined;
    // The failure that a server reports, for want of a better answer.
    let failure: Buffer | undefined;
    let isOver = false;
    const settle = (response: Buffer | undefined): void => {
      isOver = true;
      clearTimeout(next);
      resolve(response);
    };
    const askNext = (): void => {
      clearTimeout(next);
      const server = left.shift();
      if (server === undefined) {
        if (open === 0) settle(failure);
        return;
      }
      open++;
      next = left.length === 0 ? undefined : setTimeout(askNext, patience);
      const answered = (response: Buffer | undefined): void => {
        open--;
        if (isOver) return;
        if (response !== undefined && !isFailure(response)) {
          settle(response);
        } else {
          failure ??= response;
          askNext();
        }
      };
      ask(server).then(answered, () => answered(undefined));
    };
    signal.addEventListener('abort', () => settle(failure), { once: true });
    askNext();
  });
}

const late = new Error('no server answered in time');

/** The server could not, or would not: another may. That a name does not exist is an answer. */
function isFailure(response: Buffer): boolean {
  const code = codeOf(response);
  return code === codes.failure || code === codes.refused || code === codes.notImplemented;
}

function nameOf({ host, port }: DnsServerAddress): string {
  return hostAndPort(host, port);
}
