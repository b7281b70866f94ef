import type { SrvAnswer, SrvTarget, SrvWant } from '#model';
import type { Lookup } from '../repeated-lookups.ts';
import { type Asking, lookUpRecords } from './lookup-records.ts';

/**
 * lookUpService finds a service's hosts and their addresses. A host that cannot be resolved now keeps the addresses that it
 * has in `last`. The answer is valid as long as the shortest TTL. It never rejects.
 */
export async function lookUpService(
  name: string,
  last: SrvAnswer | undefined,
  asking: Asking,
): Promise<Lookup<SrvWant>> {
  const records = await lookUpRecords(name, asking);
  if (records.kind === 'failed') return records;
  const { names } = asking;
  const hosts = [...new Set(records.services.map(service => service.name))];
  const lookups = await Promise.all(hosts.map(host => names.atHand(host) ?? names.lookUp(host)));
  const byHost = new Map(hosts.map((host, i) => [host, lookups[i]] as const));
  const addressesOf = (host: string): readonly string[] => {
    const lookup = byHost.get(host);
    if (lookup?.kind === 'found') return lookup.answer.addresses;
    return last?.targets.find(target => target.name === host)?.addresses ?? [];
  };
  const targets = records.services.map((service): SrvTarget => {
    return { ...service, addresses: addressesOf(service.name) };
  });
  const errors = lookups.flatMap(lookup => (lookup.kind === 'failed' ? [lookup.error] : []));
  const lives = lookups.flatMap(lookup => (lookup.kind === 'found' ? [lookup.ttl] : []));
  return {
    kind: 'found',
    answer: { kind: 'srv', targets },
    ttl: Math.min(records.ttl, ...lives),
    complete: lookups.every(lookup => lookup.kind === 'found' && lookup.complete),
    ...(errors.length === 0 ? {} : { error: errors.join('; ') }),
  };
}
