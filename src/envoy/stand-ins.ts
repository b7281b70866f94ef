import type { Destination } from '#model';

/** standInsOf is how many may take over, at most, from one of these while it is down. */
export function standInsOf(destinations: readonly Destination[]): number {
  return Math.max(0, ...destinations.map(d => (d.kind === 'backend' ? (d.use.failover ?? []).length : 0)));
}
