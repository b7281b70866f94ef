import { groupBy } from '#lib/group-by.ts';
import { anyHostname, isWildcard } from '#lib/hostname.ts';
import type { Verdict } from '#model';
import type { ListenerState } from './listener.ts';

/** ReadCertificateNames gives the host names that the certificates of a listener are for, if it is in force. */
export type ReadCertificateNames = (listener: ListenerState) => readonly string[];

/**
 * findOverlaps finds listeners for which a client may reuse a connection of another: HTTPS listeners of one port whose
 * hostnames, or whose certificates' names, cover each other (Gateway API, OverlappingTLSConfig).
 */
export function findOverlaps(
  listeners: readonly ListenerState[],
  certificateNames: ReadCertificateNames,
): ReadonlyMap<ListenerState, Verdict> {
  const byPort = groupBy(
    listeners.filter(l => l.protocol === 'HTTPS' && l.inForce !== undefined),
    ({ port }) => port,
  );
  const found = new Map<ListenerState, Verdict>();
  for (const beside of byPort.values()) {
    const hostnames = overlaps(beside, ({ hostname = anyHostname }) => [hostname]);
    const certificates = overlaps(beside, certificateNames);
    for (const [listener, overlap] of hostnames) {
      found.set(listener, overlapping('OverlappingHostnames', 'hostname', overlap));
    }
    for (const [listener, overlap] of certificates) {
      found.set(listener, overlapping('OverlappingCertificates', 'certificate name', overlap));
    }
  }
  return found;
}

interface Overlap {
  readonly own: string;
  readonly other: string;
  readonly with: ListenerState;
}

/** Each name, and each wildcard that covers it, is looked up in a map: a port may have thousands of listeners. */
function overlaps(
  listeners: readonly ListenerState[],
  namesOf: (listener: ListenerState) => readonly string[],
): ReadonlyMap<ListenerState, Overlap> {
  // Two holders of a name suffice: for any listener, one of them is another.
  const holders = new Map<string, ListenerState[]>();
  for (const listener of listeners) {
    for (const name of namesOf(listener)) {
      const known = holders.get(name) ?? [];
      if (known.length < 2 && known[0] !== listener) holders.set(name, [...known, listener]);
    }
  }
  const found = new Map<ListenerState, Overlap>();
  const note = (listener: ListenerState, overlap: Overlap) => {
    if (!found.has(listener)) found.set(listener, overlap);
  };
  for (const listener of listeners) {
    for (const own of namesOf(listener)) {
      for (const other of [own, ...coversOf(own)]) {
        const another = holders.get(other)?.find(holder => holder !== listener);
        if (another === undefined) continue;
        note(listener, { own, other, with: another });
        note(another, { own: other, other: own, with: listener });
      }
    }
  }
  return found;
}

/** The wildcards that cover a name, `*.a.example.com` among the names, the narrowest first. */
function coversOf(name: string): string[] {
  if (name === anyHostname) return [];
  const labels = name.split('.').slice(isWildcard(name) ? 2 : 1);
  return [...labels.map((_, i) => `*.${labels.slice(i).join('.')}`), anyHostname];
}

function overlapping(reason: string, what: string, { own, other, with: another }: Overlap): Verdict {
  const message = `the ${what} ${own} overlaps with ${other} of listener ${another.section}: a client may use one connection for both, and what belongs to the other is answered with 421`;
  return { holds: true, reason, message };
}
