import type { Algorithm, Hashing, HashKey, HiddenHeaders, LoadBalancing, Zones } from '#model';
import type { BackendSettings } from '#resources';
import { given, unlessEmpty } from './given.ts';

type Balancer = NonNullable<BackendSettings['loadBalancer']>;

/** loadBalancing is how the endpoint of a request is chosen. */
export function loadBalancing(written: Balancer): LoadBalancing | undefined {
  const { slowStart, zoneAware, endpointOverride } = written;
  return unlessEmpty(
    given({
      algorithm: algorithmOf(written),
      slowStart: slowStart?.window,
      zones: zoneAware && zonesOf(zoneAware),
      overridingHeaders: endpointOverride?.extractFrom.map(({ header }) => header.toLowerCase()),
    }),
  );
}

function zonesOf({ preferLocal, weightedZones }: NonNullable<Balancer['zoneAware']>): Zones | undefined {
  if (preferLocal !== undefined) {
    const { minEndpointsThreshold, percentageEnabled, force } = preferLocal;
    return {
      kind: 'local',
      minEndpoints: minEndpointsThreshold,
      ...given({ percent: percentageEnabled, force: force?.minEndpointsInZoneThreshold }),
    };
  }
  return weightedZones.length === 0 ? undefined : { kind: 'weighted', weights: weightedZones };
}

function algorithmOf({ type, consistentHash, backendUtilization }: Balancer): Algorithm | undefined {
  switch (type) {
    case 'LeastRequest':
      return { kind: 'least-request' };
    case 'RoundRobin':
      return { kind: 'round-robin' };
    case 'Random':
      return { kind: 'random' };
    case 'ConsistentHash':
      return { kind: 'consistent-hash', ...given({ tableSize: consistentHash?.tableSize }) };
    case 'BackendUtilization':
      return utilization(backendUtilization);
    case 'DynamicModule':
      return undefined;
  }
}

function utilization(written: Balancer['backendUtilization']): Algorithm {
  const { outOfBand, errorUtilizationPenaltyPercent: penalty } = written ?? {};
  return {
    kind: 'utilization',
    metrics: written?.metricNamesForComputingUtilization ?? [],
    ...given({
      blackoutPeriod: written?.blackoutPeriod,
      expirationPeriod: written?.weightExpirationPeriod,
      updatePeriod: written?.weightUpdatePeriod,
      errorPenalty: penalty === undefined ? undefined : penalty / 100,
      asked:
        outOfBand &&
        given({
          period: outOfBand.reportingPeriod,
          port: outOfBand.port,
          authority: outOfBand.authority,
        }),
    }),
  };
}

/** The headers in which endpoints report their load are for the proxy alone, unless clients are to see them. */
export function hiddenHeaders({ type, backendUtilization }: Balancer): HiddenHeaders | undefined {
  if (type !== 'BackendUtilization' || backendUtilization?.keepResponseHeaders === true) return undefined;
  return { names: ['endpoint-load-metrics', 'endpoint-load-metrics-bin'] };
}

type WrittenHash = NonNullable<Balancer['consistentHash']>;

/** hashing reads which parts of a request are hashed to choose its endpoint. */
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
