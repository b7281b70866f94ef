import type { ZoneMatch, Zones } from '#model';
import type { WrittenLocalityAwareness } from '#resources';
import { zoneLabel } from '../mesh/labels.ts';
import type { CallerStanding } from './caller-standing.ts';

/**
 * isAware: it makes a difference where endpoints stand. What is said of zones goes before `disabled`: a narrower policy need not take
 * that back.
 */
export function isAware(written: WrittenLocalityAwareness | undefined): written is WrittenLocalityAwareness {
  if (written === undefined) return false;
  return written.disabled !== true || written.localZone !== undefined || written.crossZone !== undefined;
}

/** zonesNear is how endpoints are chosen by where they stand, for those who stand so. */
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

/** That Envoy can be told. */
const greatest = 4_294_967_295;

/** Without weights each tag gets nine times of what all behind it get. */
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

/** Where nothing is said of the own zone or of others, all others take over. What is said leaves out what it does not name. */
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
