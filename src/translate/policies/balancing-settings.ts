import type { Algorithm, Hashing, HashKey, LoadBalancing } from '#model';
import type { BackendSettings } from '#resources';
import { given, unlessEmpty } from './given.ts';

type Balancer = NonNullable<BackendSettings['loadBalancer']>;

/** loadBalancing is how the endpoint of a request is chosen. */
export function loadBalancing({ type, consistentHash, slowStart }: Balancer): LoadBalancing | undefined {
  const algorithm = algorithmOf(type, consistentHash?.tableSize);
  return unlessEmpty(given({ algorithm, slowStart: slowStart?.window }));
}

function algorithmOf(type: Balancer['type'], tableSize: number | undefined): Algorithm | undefined {
  switch (type) {
    case 'LeastRequest':
      return { kind: 'least-request' };
    case 'RoundRobin':
      return { kind: 'round-robin' };
    case 'Random':
      return { kind: 'random' };
    case 'ConsistentHash':
      return { kind: 'consistent-hash', ...given({ tableSize }) };
    case 'BackendUtilization':
    case 'DynamicModule':
      return undefined;
  }
}

type WrittenHash = NonNullable<Balancer['consistentHash']>;

/** hashing is what of a request is hashed for it. */
export function hashing({ type, header, headers, cookie, queryParams }: WrittenHash): Hashing {
  const byHeader = (name: string): HashKey => ({ kind: 'header', name: name.toLowerCase() });
  switch (type) {
    case 'SourceIP':
      return { keys: [{ kind: 'source-ip' }] };
    case 'Header':
      return { keys: header === undefined ? [] : [byHeader(header.name)] };
    case 'Headers':
      return { keys: headers.map(({ name }) => byHeader(name)) };
    case 'QueryParams':
      return { keys: queryParams.map(({ name }) => ({ kind: 'query', name })) };
    case 'Cookie': {
      if (cookie === undefined) return { keys: [] };
      const attributes = Object.entries(cookie.attributes).map(([name, value]) => ({ name, value }));
      return { keys: [{ kind: 'cookie', name: cookie.name, attributes, ...given({ ttl: cookie.ttl }) }] };
    }
  }
}
