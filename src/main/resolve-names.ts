import { createDnsDiscovery } from '#discovery';
import type { Collection, Source } from '#graph';
import type { DnsAnswer } from '#translate';

/** resolveNames keeps the answers of every wanted name, from now on. The function it gives ends that. */
export function resolveNames(wantedNames: Collection<string>, answers: Source<DnsAnswer>): () => void {
  const dns = createDnsDiscovery({
    onAnswer: ({ name, ...answer }) => answers.set(name, answer),
    onForgotten: name => answers.delete(name),
  });
  wantedNames.subscribe(() => dns.want(new Set([...wantedNames.entries()].map(([name]) => name))));
  return () => dns.stop();
}
