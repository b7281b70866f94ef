import type { BackendUse, Destination } from '#model';

/** standInsOf is how many others may take over, at most, from one of these destinations while it is down. */
export function standInsOf(destinations: readonly Destination[]): number {
  return Math.max(0, ...destinations.map(d => (d.kind === 'backend' ? standInsIn(d.use) : 0)));
}

/** How many priorities a backend has shows only when its names are resolved: two at least. */
function standInsIn({ failover = [], hasPriorities }: BackendUse): number {
  return failover.length + (hasPriorities === true ? 1 : 0);
}
