/** DnsCounters say what became of what was asked; they only grow. */
export interface DnsCounters {
  /** By how it came. */
  udp: number;
  tcp: number;
  /** Answered from the names of the mesh, from what was asked before, by a server. */
  own: number;
  cached: number;
  forwarded: number;
  /** Nobody could answer. */
  failed: number;
  /** Not a query, or one that cannot be read. */
  malformed: number;
  /** Turned away, as too much was asked at once. */
  overloaded: number;
  /** Servers that did not answer in time, or could not. */
  upstreamFailures: number;
  /** Answers that did not fit into a datagram, and were asked for again. */
  upstreamTcp: number;
  /** What came from a server and answers nothing that was asked. */
  stray: number;
}

export function createDnsCounters(): DnsCounters {
  return {
    ...{ udp: 0, tcp: 0, own: 0, cached: 0, forwarded: 0, failed: 0, malformed: 0, overloaded: 0 },
    ...{ upstreamFailures: 0, upstreamTcp: 0, stray: 0 },
  };
}
