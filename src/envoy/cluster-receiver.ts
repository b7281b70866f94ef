import type { ClusterReceiver } from '#lib/proxy-metrics.ts';
import { membersOf, type TelemetryService } from '#model';
import { clusterName } from './names.ts';

/**
 * clusterReceiver names the receiver of an Envoy's statistics, by clusters that Envoy is told of later. Where clusters take over
 * from each other, it names them all: the bootstrap itself puts them together, as Envoy sends from its main thread and has to
 * know at its very start.
 */
export function clusterReceiver({ use, authority, headers }: TelemetryService): ClusterReceiver {
  const members = membersOf(use);
  return {
    clusters: (members.length === 0 ? [use] : members).map(clusterName),
    authority,
    ...(headers === undefined ? {} : { headers }),
  };
}
