import type { MessageInitShape } from '@bufbuild/protobuf';
import type { LoadBalancingPolicySchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ClientSideWeightedRoundRobinSchema } from '#gen/envoy/extensions/load_balancing_policies/client_side_weighted_round_robin/v3/client_side_weighted_round_robin_pb.js';
import type {
  LocalityLbConfig_ZoneAwareLbConfigSchema,
  LocalityLbConfigSchema,
} from '#gen/envoy/extensions/load_balancing_policies/common/v3/common_pb.js';
import { LeastRequestSchema } from '#gen/envoy/extensions/load_balancing_policies/least_request/v3/least_request_pb.js';
import { MaglevSchema } from '#gen/envoy/extensions/load_balancing_policies/maglev/v3/maglev_pb.js';
import { OverrideHostSchema } from '#gen/envoy/extensions/load_balancing_policies/override_host/v3/override_host_pb.js';
import { RandomSchema } from '#gen/envoy/extensions/load_balancing_policies/random/v3/random_pb.js';
import {
  RingHash_HashFunction,
  RingHashSchema,
} from '#gen/envoy/extensions/load_balancing_policies/ring_hash/v3/ring_hash_pb.js';
import { RoundRobinSchema } from '#gen/envoy/extensions/load_balancing_policies/round_robin/v3/round_robin_pb.js';
import { WrrLocalitySchema } from '#gen/envoy/extensions/load_balancing_policies/wrr_locality/v3/wrr_locality_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { LoadBalancing, Ramp, Utilization, Zones } from '#model';
import { typedExtension } from '../extension.ts';
import type { BackendFacet } from './backend-facet.ts';

type Policy = ReturnType<typeof typedExtension>;

/** loadBalancing is how the endpoint of a request is chosen. */
export const loadBalancing: BackendFacet<'loadBalancing'> = {
  facet: 'loadBalancing',
  encode: settings => ({ cluster: { loadBalancingPolicy: only(overridden(settings)) } }),
};

function only(typedExtensionConfig: Policy): MessageInitShape<typeof LoadBalancingPolicySchema> {
  return { policies: [{ typedExtensionConfig }] };
}

/** A header can choose one of the cluster's endpoints, and no other address. */
function overridden({ overridingHeaders = [], ...settings }: LoadBalancing): Policy {
  const chosen = policyOf(settings);
  if (overridingHeaders.length === 0) return chosen;
  return policy('override_host', OverrideHostSchema, {
    overrideHostSources: overridingHeaders.map(header => ({ header })),
    fallbackPolicy: only(chosen),
  });
}

function policyOf({ algorithm = { kind: 'least-request' }, slowStart, ramp, zones }: LoadBalancing): Policy {
  const slow = slowStart === undefined ? {} : { slowStartConfig: slowly(slowStart, ramp) };
  const byLocality = zones && byZone(zones);
  const local = byLocality === undefined ? {} : { localityLbConfig: byLocality };
  const weighted = zones !== undefined && sharesByLocality(zones);
  switch (algorithm.kind) {
    case 'least-request':
      return policy('least_request', LeastRequestSchema, {
        ...(algorithm.choices === undefined ? {} : { choiceCount: algorithm.choices }),
        ...(algorithm.bias === undefined
          ? {}
          : { activeRequestBias: { defaultValue: algorithm.bias, runtimeKey: biasKey } }),
        ...slow,
        ...local,
      });
    case 'round-robin':
      return policy('round_robin', RoundRobinSchema, { ...slow, ...local });
    case 'random':
      return policy('random', RandomSchema, local);
    case 'consistent-hash':
      return policy('maglev', MaglevSchema, {
        ...(algorithm.tableSize === undefined ? {} : { tableSize: BigInt(algorithm.tableSize) }),
        ...(weighted ? { localityWeightedLbConfig: {} } : {}),
      });
    case 'ring-hash':
      return policy('ring_hash', RingHashSchema, {
        hashFunction:
          algorithm.hash === 'murmur-hash-2'
            ? RingHash_HashFunction.MURMUR_HASH_2
            : RingHash_HashFunction.XX_HASH,
        ...ringSizes(algorithm),
        ...(weighted ? { localityWeightedLbConfig: {} } : {}),
      });
    case 'utilization': {
      const within = policy('client_side_weighted_round_robin', ClientSideWeightedRoundRobinSchema, {
        ...utilization(algorithm),
        ...slow,
      });
      return weighted
        ? policy('wrr_locality', WrrLocalitySchema, { endpointPickingPolicy: only(within) })
        : within;
    }
  }
}

/** Runtime keys, by which these could be changed while Envoy runs: Envoy requires them. */
const biasKey = 'fairlead.least_request.active_request_bias';
const aggressionKey = 'fairlead.slow_start.aggression';

function slowly(window: number, { aggression, leastPercent }: Ramp = {}) {
  return {
    slowStartWindow: protobufDuration(window),
    ...(aggression === undefined
      ? {}
      : { aggression: { defaultValue: aggression, runtimeKey: aggressionKey } }),
    ...(leastPercent === undefined ? {} : { minWeightPercent: { value: leastPercent } }),
  };
}

const policy: typeof typedExtension = (name, schema, settings) =>
  typedExtension(`envoy.load_balancing_policies.${name}`, schema, settings);

function byZone(zones: Zones): MessageInitShape<typeof LocalityLbConfigSchema> | undefined {
  if (sharesByLocality(zones))
    return { localityConfigSpecifier: { case: 'localityWeightedLbConfig', value: {} } };
  return zones.kind === 'local'
    ? { localityConfigSpecifier: { case: 'zoneAwareLbConfig', value: zoneAware(zones) } }
    : undefined;
}

/** Whether requests are shared out by locality, not by endpoint. `near` without `alike` is said by priorities alone. */
function sharesByLocality(zones: Zones): boolean {
  return zones.kind === 'weighted' || (zones.kind === 'near' && zones.alike.length > 0);
}

function zoneAware({
  minEndpoints,
  percent,
  force,
}: Extract<Zones, { kind: 'local' }>): MessageInitShape<typeof LocalityLbConfig_ZoneAwareLbConfigSchema> {
  return {
    minClusterSize: BigInt(minEndpoints),
    ...(percent === undefined ? {} : { routingEnabled: { value: percent } }),
    ...(force === undefined ? {} : { forceLocalZone: { minSize: force } }),
  };
}

function utilization({
  blackoutPeriod,
  expirationPeriod,
  updatePeriod,
  errorPenalty,
  metrics,
  asked,
}: Utilization): Extract<MessageInitShape<typeof ClientSideWeightedRoundRobinSchema>, { $typeName?: never }> {
  return {
    metricNamesForComputingUtilization: [...metrics],
    ...(blackoutPeriod === undefined ? {} : { blackoutPeriod: protobufDuration(blackoutPeriod) }),
    ...(expirationPeriod === undefined ? {} : { weightExpirationPeriod: protobufDuration(expirationPeriod) }),
    ...(updatePeriod === undefined ? {} : { weightUpdatePeriod: protobufDuration(updatePeriod) }),
    ...(errorPenalty === undefined ? {} : { errorUtilizationPenalty: errorPenalty }),
    ...(asked === undefined ? {} : { enableOobLoadReport: true }),
    ...(asked?.port === undefined && asked?.authority === undefined
      ? {}
      : { oobReportingConfig: { portValue: asked.port ?? 0, authority: asked.authority ?? '' } }),
    ...(asked?.period === undefined ? {} : { oobReportingPeriod: protobufDuration(asked.period) }),
  };
}

/** Envoy refuses a maximum below the minimum, which is 1,024 where none is given. */
function ringSizes({ minSize, maxSize }: { readonly minSize?: number; readonly maxSize?: number }) {
  const least = minSize ?? (maxSize === undefined || maxSize >= 1024 ? undefined : maxSize);
  return {
    ...(least === undefined ? {} : { minimumRingSize: BigInt(least) }),
    ...(maxSize === undefined ? {} : { maximumRingSize: BigInt(maxSize) }),
  };
}
