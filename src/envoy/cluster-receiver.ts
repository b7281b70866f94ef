import type { ClusterReceiver } from '#lib/proxy-metrics.ts';
import { membersOf, type TelemetryService } from '#model';
import { clusterName } from './names.ts';

/**
 * clusterReceiver names who is told what an Envoy counts by the clusters that it is told of later. Those that take over from each
 * other are all of them: a bootstrap puts them together, as an Envoy asks on its main thread, and wants to know at its very start.
 */
export function clusterReceiver({ use, authority, headers }: TelemetryService): ClusterReceiver {
  const members = membersOf(use);
  return {
    clusters: (members.length === 0 ? [use] : members).map(clusterName),
    authority,
    ...(headers === undefined ? {} : { headers }),
  };
}
