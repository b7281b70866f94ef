import type { Zones } from '#model';
import type { Service } from '#resources';

const topologyMode = 'service.kubernetes.io/topology-mode';

/**
 * preferredZones is how a Service asks for its endpoints' zones to be treated, by `trafficDistribution` or by the older
 * annotation: a proxy calls those of its own zone. How many there must be is as in Envoy Gateway.
 */
export function preferredZones({ spec, metadata }: Service): Zones | undefined {
  if (spec.trafficDistribution !== undefined) return { kind: 'local', minEndpoints: 1, force: 1 };
  const mode = metadata.annotations[topologyMode];
  return mode === 'Auto' || mode === 'auto' ? { kind: 'local', minEndpoints: 3, force: 3 } : undefined;
}
