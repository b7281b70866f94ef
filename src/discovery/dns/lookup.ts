import type { RecordWithTtl } from 'node:dns';
import type { Resolver } from 'node:dns/promises';
import type { DnsWant } from '#model';
import type { Lookup } from '../repeated-lookups.ts';

/**
 * lookUp asks for A and AAAA records at the same time. Addresses come IPv4 first, each family in ascending order, so that
 * equal answers compare equal; the answer is valid as long as the shortest TTL. It never rejects.
 */
export async function lookUp(resolver: Resolver, name: string): Promise<Lookup<DnsWant>> {
  const [v4, v6] = await Promise.allSettled([
    resolver.resolve4(name, { ttl: true }),
    resolver.resolve6(name, { ttl: true }),
  ]);
  const records = [...sorted(v4), ...sorted(v6)];
  if (records.length === 0) {
    return { kind: 'failed', error: whyNot(name, [v4, v6]), isGone: isAnswer(v4) && isAnswer(v6) };
  }
  return {
    kind: 'found',
    answer: { kind: 'dns', addresses: [...new Set(records.map(({ address }) => address))] },
    ttl: Math.min(...records.map(({ ttl }) => ttl)),
    complete: isAnswer(v4) && isAnswer(v6),
  };
}

type Outcome = PromiseSettledResult<readonly RecordWithTtl[]>;

function sorted(outcome: Outcome): RecordWithTtl[] {
  if (outcome.status === 'rejected') return [];
  return [...outcome.value].sort((a, b) => a.address.localeCompare(b.address, 'en', { numeric: true }));
}

/** Codes that say that there is no such record, which is an answer too. */
const nothingThere = new Set(['ENOTFOUND', 'ENODATA']);

function isAnswer(outcome: Outcome): boolean {
  return outcome.status === 'fulfilled' || nothingThere.has(codeOf(outcome));
}

function whyNot(name: string, outcomes: readonly Outcome[]): string {
  const codes = outcomes.map(codeOf).filter(code => code !== '');
  const code = codes.find(one => !nothingThere.has(one)) ?? codes[0];
  switch (code) {
    case 'ENOTFOUND':
      return `${name} does not exist in DNS: check its spelling`;
    case 'ENODATA':
    case undefined:
      return `${name} has no address in DNS`;
    case 'EBADNAME':
    case 'EFORMERR':
      return `${name} is not a name that DNS knows how to look up`;
    default:
      return `${name} could not be looked up (${code}): check the DNS servers of this machine`;
  }
}

function codeOf(outcome: Outcome): string {
  if (outcome.status === 'fulfilled') return '';
  const { code } = outcome.reason as NodeJS.ErrnoException;
  return code ?? String(outcome.reason);
}
