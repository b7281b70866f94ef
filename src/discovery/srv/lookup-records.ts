import type { DecodedPacket } from 'dns-packet';
import { normalizeHostname } from '#lib/hostname.ts';
import type { SrvTarget } from '#model';
import type { Names } from '../dns/index.ts';
import { withinTime } from '../within-time.ts';
import { askServer } from './ask-server.ts';

/** Asking is which servers to ask about a service, and for how long. */
export interface Asking {
  readonly names: Names;
  /** Timeout of each server in ms. */
  readonly timeout: number;
  readonly stopped: AbortSignal;
}

/** Service is the content of one SRV record. */
type Service = Omit<SrvTarget, 'addresses'>;

/** SRV records of a name, by priority, then by host, so that equal answers are equal; or why there are none. */
type Records =
  | { readonly kind: 'found'; readonly services: readonly Service[]; readonly ttl: number }
  | { readonly kind: 'failed'; readonly error: string; readonly isGone?: boolean };

/** lookUpRecords asks the servers in turn for a service's SRV records, until one answers. It never rejects. */
export async function lookUpRecords(name: string, { names, timeout, stopped }: Asking): Promise<Records> {
  let problem = 'this machine knows no DNS server';
  for (const server of names.servers()) {
    try {
      const packet = await withinTime(timeout, stopped, signal => askServer(server, name, 'SRV', signal));
      const found = read(name, packet);
      if (found !== undefined) return found;
      problem = `${server} answered ${codes[codeOf(packet)] ?? codeOf(packet)}`;
    } catch (error) {
      const { name: kind, code } = error as NodeJS.ErrnoException;
      problem = `${server}: ${kind === 'AbortError' || kind === 'TimeoutError' ? 'no answer' : (code ?? kind)}`;
    }
  }
  const error = `${name} could not be looked up (${problem}): check the DNS servers of this machine`;
  return { kind: 'failed', error };
}

/** undefined where another server may have an answer. */
function read(name: string, packet: DecodedPacket): Records | undefined {
  switch (codeOf(packet)) {
    case 3:
      return { kind: 'failed', error: `${name} does not exist in DNS: check its spelling`, isGone: true };
    case 0:
      return fromRecords(name, packet);
    default:
      return undefined;
  }
}

function fromRecords(name: string, { answers = [] }: DecodedPacket): Records {
  const records = answers.flatMap(a => (a.type === 'SRV' ? [a.data] : []));
  if (records.length === 0)
    return { kind: 'failed', error: `${name} has no SRV record in DNS`, isGone: true };
  const services = records.flatMap(({ target, port, priority = 0, weight = 0 }): Service[] => {
    const host = normalizeHostname(target);
    // "." says that the service is decidedly not offered here (RFC 2782).
    return host === '' || port === 0 ? [] : [{ name: host, port, priority, weight }];
  });
  return {
    kind: 'found',
    services: services.sort(inOrder),
    // The TTLs of CNAME records on the way count, too.
    ttl: Math.min(...answers.map(a => ('ttl' in a ? (a.ttl ?? 0) : 0))),
  };
}

function inOrder(a: Service, b: Service): number {
  return (
    a.priority - b.priority || a.name.localeCompare(b.name, 'en') || a.port - b.port || a.weight - b.weight
  );
}

/** The response code: the lowest four bits of the flags (RFC 1035, 4.1.1). */
function codeOf({ flags = 0 }: DecodedPacket): number {
  return flags & 0xf;
}

const codes: Readonly<Record<number, string>> = { 1: 'FORMERR', 2: 'SERVFAIL', 4: 'NOTIMP', 5: 'REFUSED' };
