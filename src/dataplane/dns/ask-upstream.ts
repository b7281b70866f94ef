import { randomInt } from 'node:crypto';
import { askOverTcp, askOverUdp, largestDatagram } from '#dns';
import type { DnsServerAddress } from '#lib/dns-server.ts';
import { answers, isTruncated, withId } from './message.ts';

/** Told of what happens on the way. */
export interface AskingEvents {
  /** A message came that does not answer the query: a mistake, or a forgery. */
  stray(): void;
  overTcp(): void;
}

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
  const read = (message: Buffer) => (answers(message, asked) ? message : undefined);
  const heard = (message: Buffer) => {
    const answer = read(message);
    if (answer === undefined) events.stray();
    return answer;
  };
  // A longer query goes by TCP at once.
  let response = query.length > largestDatagram ? undefined : await askOverUdp(server, asked, heard, signal);
  if (response === undefined || isTruncated(response)) {
    events.overTcp();
    response = await askOverTcp(server, asked, read, signal).catch(error => {
      // A truncated answer is better than none, and says itself that it is not complete.
      if (response === undefined) throw error;
      return response;
    });
  }
  return withId(response, query.readUInt16BE(0));
}
