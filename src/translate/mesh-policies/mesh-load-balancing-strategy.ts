import { type Algorithm, type HashKey, isHttpProtocol } from '#model';
import type { WrittenHashPolicy, WrittenStrategy } from '#resources';
import { zoneLabel } from '../mesh/labels.ts';
import { given, unlessEmpty } from '../policies/given.ts';
import { isAware, zonesNear } from './locality-awareness.ts';
import type { MeshPolicyKind, PlaceMeaning } from './mesh-policy-kind.ts';

type Balancer = NonNullable<WrittenStrategy['loadBalancer']>;

/** meshLoadBalancingStrategy is how the endpoint of a request is chosen, and what is hashed to choose it. */
export const meshLoadBalancingStrategy: MeshPolicyKind<WrittenStrategy> = {
  id: 'kuma/MeshLoadBalancingStrategy',
  shapesBackends: true,
  asks: ({ localityAwareness }) =>
    isAware(localityAwareness)
      ? [zoneLabel, ...(localityAwareness?.localZone?.affinityTags ?? []).map(({ key }) => key)]
      : [],
  meaning({ loadBalancer, hashPolicies, localityAwareness }, { protocol, standing }) {
    const policies = [
      ...(hashPolicies ?? []),
      ...(loadBalancer === undefined ? [] : ownPolicies(loadBalancer)),
    ];
    const loadBalancing = given({
      algorithm: loadBalancer && algorithmOf(loadBalancer),
      zones: standing && isAware(localityAwareness) ? zonesNear(standing, localityAwareness) : undefined,
    });
    return {
      ...given({ backend: unlessEmpty(loadBalancing) && { loadBalancing } }),
      ...(isHttpProtocol(protocol) ? hashedRequests(policies) : hashedConnections(policies)),
    };
  },
};

function ownPolicies({ type, ringHash, maglev }: Balancer): readonly WrittenHashPolicy[] {
  switch (type) {
    case 'RingHash':
      return ringHash?.hashPolicies ?? [];
    case 'Maglev':
      return maglev?.hashPolicies ?? [];
    case 'RoundRobin':
    case 'LeastRequest':
    case 'Random':
      return [];
  }
}

function algorithmOf({ type, leastRequest, ringHash, maglev }: Balancer): Algorithm {
  switch (type) {
    case 'RoundRobin':
      return { kind: 'round-robin' };
    case 'Random':
      return { kind: 'random' };
    case 'LeastRequest':
      return {
        kind: 'least-request',
        ...given({ choices: leastRequest?.choiceCount, bias: leastRequest?.activeRequestBias }),
      };
    case 'RingHash':
      return {
        kind: 'ring-hash',
        ...given({
          hash: ringHash?.hashFunction === 'MurmurHash2' ? ('murmur-hash-2' as const) : undefined,
          minSize: ringHash?.minRingSize,
          maxSize: ringHash?.maxRingSize,
        }),
      };
    case 'Maglev':
      return { kind: 'consistent-hash', ...given({ tableSize: maglev?.tableSize }) };
  }
}

function hashedRequests(policies: readonly WrittenHashPolicy[]): PlaceMeaning {
  return policies.length === 0 ? {} : { route: { hashing: { keys: policies.flatMap(hashKey) } } };
}

/** All that can be hashed of a connection is its source address. */
function hashedConnections(policies: readonly WrittenHashPolicy[]): PlaceMeaning {
  const isBySource = policies.some(({ type }) => type === 'Connection' || type === 'SourceIP');
  return isBySource ? { listener: { connecting: { bySource: true } } } : {};
}

function hashKey(policy: WrittenHashPolicy): readonly HashKey[] {
  const { type, terminal, header, cookie, queryParameter, filterState } = policy;
  const last = given({ isLast: terminal === true ? true : undefined });
  switch (type) {
    case 'Connection':
    case 'SourceIP':
      return [{ kind: 'source-ip', ...last }];
    case 'Header':
      return header === undefined ? [] : [{ kind: 'header', name: header.name.toLowerCase(), ...last }];
    case 'QueryParameter':
      return queryParameter === undefined ? [] : [{ kind: 'query', name: queryParameter.name, ...last }];
    case 'FilterState':
      return filterState === undefined ? [] : [{ kind: 'filter-state', name: filterState.key, ...last }];
    case 'Cookie':
      return cookie === undefined
        ? []
        : [
            {
              kind: 'cookie',
              name: cookie.name,
              attributes: [],
              ...given({ ttl: cookie.ttl, path: cookie.path }),
              ...last,
            },
          ];
  }
}
