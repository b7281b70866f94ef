import type { ListenerFacets } from '#model';
import type { EnvoyProxy } from '#resources';
import type { Part } from './part.ts';

/** requestIds reads what the ids of requests have to do with traces. */
export function requestIds({
  tracing = 'PackAndSample',
}: NonNullable<NonNullable<EnvoyProxy['spec']['telemetry']>['requestID']>): Part<ListenerFacets> {
  const tellsWhy = tracing === 'PackAndSample' || tracing === 'Pack';
  const decides = tracing === 'PackAndSample' || tracing === 'Sample';
  return { facets: { tracedIds: { tellsWhy, decides } }, hosts: [], problems: [] };
}
