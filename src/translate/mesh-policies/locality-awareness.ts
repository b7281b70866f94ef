import type { ZoneMatch, Zones } from '#model';
import type { WrittenLocalityAwareness } from '#resources';
import { zoneLabel } from '../mesh/labels.ts';
import type { CallerStanding } from './caller-standing.ts';

/**
 * isAware tells whether the location of endpoints matters. Written zones override `disabled`, so that a narrower policy need
 * not take that back.
 */
export function isAware(written: WrittenLocalityAwareness | undefined): written is WrittenLocalityAwareness {
  if (written === undefined) return false;
  return written.disabled !== true || written.localZone !== undefined || written.crossZone !== undefined;
}

/** zonesNear is how endpoints are chosen by their location, for callers of this standing. */
export function zonesNear(standing: CallerStanding, written: WrittenLocalityAwareness): Zones {
  const zone = standing[zoneLabel] ?? '';
  const { percentage } = written.crossZone?.failoverThreshold ?? {};
  return {
    kind: 'near',
    zone,
    alike: alikeTo(standing, written),
    beyond: beyond(zone, written),
    overprovisioning: percentage === undefined ? 200 : Math.min(Math.round(10_000 / percentage), greatest),
  };
}

/** The greatest value that Envoy accepts. */
const greatest = 4_294_967_295;

/** Where no weights are written, each tag gets nine times as much traffic as all the tags after it together. */
function alikeTo(
  standing: CallerStanding,
  { localZone: { affinityTags = [] } = {} }: WrittenLocalityAwareness,
): Extract<Zones, { kind: 'near' }>['alike'] {
  return affinityTags.flatMap(({ key, weight }, i) => {
    const value = standing[key];
    const share = weight ?? 9 * 10 ** (affinityTags.length - i - 1);
    return value === undefined ? [] : [{ trait: key, value, weight: share }];
  });
}

/**
 * Where neither `localZone` nor `crossZone` is written, all other zones take over. Otherwise only those do that `crossZone`
 * names.
 */
function beyond(zone: string, { localZone, crossZone }: WrittenLocalityAwareness): readonly ZoneMatch[] {
  if (crossZone === undefined) return localZone === undefined ? [{ kind: 'any' }] : [];
  return (crossZone.failover ?? [])
    .filter(({ from }) => from?.zones.includes(zone) ?? true)
    .flatMap(({ to }) => zonesOf(to) ?? []);
}

type WrittenZones = NonNullable<NonNullable<WrittenLocalityAwareness['crossZone']>['failover']>[number]['to'];

function zonesOf({ type, zones = [] }: WrittenZones): ZoneMatch | undefined {
  switch (type) {
    case 'None':
      return undefined;
    case 'Any':
      return { kind: 'any' };
    case 'Only':
      return { kind: 'only', zones };
    case 'AnyExcept':
      return { kind: 'except', zones };
  }
}
