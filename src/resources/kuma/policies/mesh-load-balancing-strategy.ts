import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import type { ResourceOf } from '../../kind.ts';
import { ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { duration } from '../duration.ts';
import { decimal, percentage } from './decimal.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { oneWayToSay, proxyTargets, serviceTargets, targetedItems, topLevel } from './items.ts';
import { settingsOfType } from './settings-of-type.ts';

const name = Type.String({ minLength: 1, maxLength: 256 });

/** The field with the settings of each type. `SourceIP` may have those of the connection, too, but needs none. */
const settingsOf = {
  Header: 'header',
  Cookie: 'cookie',
  Connection: 'connection',
  SourceIP: 'connection',
  QueryParameter: 'queryParameter',
  FilterState: 'filterState',
} as const;

const hashPolicy = ruled(
  Type.Object({
    type: Type.Enum(['Header', 'Cookie', 'Connection', 'SourceIP', 'QueryParameter', 'FilterState']),
    terminal: Type.Optional(Type.Boolean()),
    header: Type.Optional(Type.Object({ name: headerName })),
    cookie: Type.Optional(
      Type.Object({
        name,
        ttl: Type.Optional(duration),
        path: Type.Optional(Type.String({ maxLength: 1024, pattern: '^/', '~wants': 'an absolute path' })),
      }),
    ),
    connection: Type.Optional(Type.Object({ sourceIP: Type.Optional(Type.Boolean()) })),
    queryParameter: Type.Optional(Type.Object({ name })),
    filterState: Type.Optional(Type.Object({ key: name })),
  }),
  settingsOfType(settingsOf, type => `must be defined where the type is ${type}`),
  ({ type, connection }, report) => {
    if (settingsOf[type] === 'connection' && connection !== undefined && connection.sourceIP !== true)
      report('must be true: it is all of a connection that can be hashed', 'connection', 'sourceIP');
  },
);
const hashPolicies = Type.Array(hashPolicy, { maxItems: 64 });

const ringSize = Type.Integer({ minimum: 1, maximum: 8_000_000 });

/** Where only one of the two sizes is given, the other is Envoy's default, and is not checked here. */
const ringHash = ruled(
  Type.Object({
    hashFunction: Type.Optional(Type.Enum(['XXHash', 'MurmurHash2'])),
    minRingSize: Type.Optional(ringSize),
    maxRingSize: Type.Optional(ringSize),
    hashPolicies: Type.Optional(hashPolicies),
  }),
  ({ minRingSize, maxRingSize }, report) => {
    if (minRingSize !== undefined && maxRingSize !== undefined && minRingSize > maxRingSize)
      report(`must not be above maxRingSize, which is ${maxRingSize}`, 'minRingSize');
  },
);

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return number > 1;
}

const maglev = ruled(
  Type.Object({
    tableSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_000_011 })),
    hashPolicies: Type.Optional(hashPolicies),
  }),
  ({ tableSize }, report) => {
    if (tableSize !== undefined && !isPrime(tableSize))
      report(`must be a prime number, but is ${tableSize}`, 'tableSize');
  },
);

const loadBalancer = Type.Object({
  type: Type.Enum(['RoundRobin', 'LeastRequest', 'RingHash', 'Random', 'Maglev']),
  roundRobin: Type.Optional(Type.Object({})),
  random: Type.Optional(Type.Object({})),
  leastRequest: Type.Optional(
    Type.Object({
      choiceCount: Type.Optional(Type.Integer({ minimum: 2, maximum: 4_294_967_295 })),
      activeRequestBias: Type.Optional(decimal),
    }),
  ),
  ringHash: Type.Optional(ringHash),
  maglev: Type.Optional(maglev),
});

/** The largest sum of weights in Envoy, less 1 for the endpoints that have none of the tags. */
const greatestTotal = 4_294_967_294;

const affinityTags = ruled(
  Type.Array(
    Type.Object({
      key: Type.String({ minLength: 1, maxLength: 253 }),
      weight: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_295 })),
    }),
    { maxItems: 9 },
  ),
  (tags, report) => {
    const weighed = tags.filter(({ weight }) => weight !== undefined).length;
    if (weighed > 0 && weighed < tags.length) report('all or none affinity tags should have weight');
    const total = tags.reduce((sum, { weight = 0 }) => sum + weight, 0);
    if (total > greatestTotal)
      report(`must not have weights of more than ${greatestTotal} together, but have ${total}`);
  },
);

const zone = Type.String({ minLength: 1, maxLength: 253 });

const failover = ruled(
  Type.Object({
    from: Type.Optional(Type.Object({ zones: Type.Array(zone, { minItems: 1, maxItems: 256 }) })),
    to: Type.Object({
      type: Type.Enum(['None', 'Only', 'Any', 'AnyExcept']),
      zones: Type.Optional(Type.Array(zone, { maxItems: 256 })),
    }),
  }),
  ({ to: { type, zones = [] } }, report) => {
    const isNamed = type === 'Only' || type === 'AnyExcept';
    if (isNamed && zones.length === 0) report(`must not be empty when type is ${type}`, 'to', 'zones');
    if (!isNamed && zones.length > 0) report(`must be empty when type is ${type}`, 'to', 'zones');
  },
);

const failoverThreshold = ruled(Type.Object({ percentage }), (threshold, report) => {
  if (threshold.percentage === 0) report('must be above 0: others take over below it', 'percentage');
});

const localityAwareness = Type.Object({
  disabled: Type.Optional(Type.Boolean()),
  localZone: Type.Optional(Type.Object({ affinityTags: Type.Optional(affinityTags) })),
  crossZone: Type.Optional(
    Type.Object({
      failover: Type.Optional(Type.Array(failover, { maxItems: 64 })),
      failoverThreshold: Type.Optional(failoverThreshold),
    }),
  ),
});

const strategy = Type.Object({
  loadBalancer: Type.Optional(loadBalancer),
  hashPolicies: Type.Optional(hashPolicies),
  localityAwareness: Type.Optional(localityAwareness),
});
/** WrittenStrategy: times are in milliseconds, shares in percent. */
export type WrittenStrategy = Read<typeof strategy>;
export type WrittenLocalityAwareness = Read<typeof localityAwareness>;
export type WrittenHashPolicy = Read<typeof hashPolicy>;

const spec = ruled(
  Type.Object({
    targetRef: topLevel(...proxyTargets),
    to: targetedItems(strategy, 'Mesh', ...serviceTargets, 'MeshHTTPRoute'),
  }),
  oneWayToSay,
  ({ to }, report) => {
    to.forEach(({ targetRef, default: { hashPolicies: _, ...ofClusters } }, i) => {
      if (targetRef.kind !== 'MeshHTTPRoute') return;
      const message =
        'field is not allowed when targetRef.kind is MeshHTTPRoute, only hashPolicies is supported';
      for (const field of Object.keys(ofClusters)) report(message, 'to', i, 'default', field);
    });
  },
);

export const meshLoadBalancingStrategy = defineMeshPolicy(
  { kind: 'MeshLoadBalancingStrategy', shortName: 'mlbs' },
  spec,
);
export type MeshLoadBalancingStrategy = ResourceOf<typeof meshLoadBalancingStrategy>;
