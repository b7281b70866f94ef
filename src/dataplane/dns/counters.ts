/** DnsCounters count what became of the questions; they only grow. */
export interface DnsCounters {
  /** By protocol. */
  udp: number;
  tcp: number;
  /** Answered from the names of the mesh, from the cache, or by another server. */
  own: number;
  cached: number;
  forwarded: number;
  /** Nobody could answer. */
  failed: number;
  /** Not a query, or one that cannot be read. */
  malformed: number;
  /** Turned away, as too many questions were open at once. */
  overloaded: number;
  /** Servers that did not answer in time, or could not. */
  upstreamFailures: number;
  /** Answers that did not fit into a datagram, and were asked for again. */
  upstreamTcp: number;
  /** Messages from a server that answer no question. */
  stray: number;
}

export function createDnsCounters(): DnsCounters {
  return {
    ...{ udp: 0, tcp: 0, own: 0, cached: 0, forwarded: 0, failed: 0, malformed: 0, overloaded: 0 },
    ...{ upstreamFailures: 0, upstreamTcp: 0, stray: 0 },
  };
}
