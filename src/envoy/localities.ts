import type { Endpoint, ZoneMatch, Zones } from '#model';

/** Locality is endpoints of one priority that are one locality to Envoy. */
export interface Locality {
  /** Absent where zones mean nothing. */
  readonly at?: { readonly zone: string; readonly subZone?: string };
  /** Absent is 0. */
  readonly priority?: number;
  /** Share among the localities of its priority. */
  readonly weight?: number;
  readonly endpoints: readonly Endpoint[];
}

type Standing = Omit<Locality, 'endpoints' | 'priority'>;

/**
 * localitiesOf groups endpoints into localities: by priority, then zones in the order of their names, and within a zone in the
 * order in which endpoints were written. Endpoints without a zone are in one without a name. Those that get nothing are left out.
 */
export function localitiesOf(endpoints: readonly Endpoint[], zones: Zones | undefined): readonly Locality[] {
  return ranked(endpoints, zones).flatMap((equals, priority) =>
    together(equals, zones).map(locality => (priority === 0 ? locality : { ...locality, priority })),
  );
}

/** Groups of endpoints of equal priority, the highest first. Zones that take over do so when all of the nearer ones are down. */
function ranked(endpoints: readonly Endpoint[], zones: Zones | undefined): readonly (readonly Endpoint[])[] {
  const near = zones?.kind === 'near' ? zones : undefined;
  const ranks = new Map<string, { readonly rank: readonly number[]; readonly endpoints: Endpoint[] }>();
  for (const endpoint of endpoints) {
    const distance = near === undefined ? 0 : distanceTo(endpoint, near);
    if (distance === undefined) continue;
    const rank = [distance, endpoint.priority ?? 0];
    const known = ranks.get(rank.join());
    if (known === undefined) ranks.set(rank.join(), { rank, endpoints: [endpoint] });
    else known.endpoints.push(endpoint);
  }
  return [...ranks.values()]
    .sort(({ rank: [a = 0, b = 0] }, { rank: [c = 0, d = 0] }) => a - c || b - d)
    .map(one => one.endpoints);
}

/** How many steps of zones go before the endpoint's own; undefined where it is never called. */
function distanceTo({ zone }: Endpoint, near: Extract<Zones, { kind: 'near' }>): number | undefined {
  if (zone === undefined || zone === near.zone) return 0;
  const found = near.beyond.findIndex(match => isOne(match, zone));
  return found === -1 ? undefined : found + 1;
}

function isOne(match: ZoneMatch, zone: string): boolean {
  switch (match.kind) {
    case 'any':
      return true;
    case 'only':
      return match.zones.includes(zone);
    case 'except':
      return !match.zones.includes(zone);
  }
}

function together(equals: readonly Endpoint[], zones: Zones | undefined): readonly Locality[] {
  if (zones === undefined) return [{ endpoints: equals }];
  const standings = new Map<string, Standing & { readonly endpoints: Endpoint[] }>();
  for (const endpoint of equals) {
    const standing = standingOf(endpoint, zones);
    const key = JSON.stringify([standing.at?.zone, standing.at?.subZone ?? '']);
    const known = standings.get(key);
    if (known === undefined) standings.set(key, { ...standing, endpoints: [endpoint] });
    else known.endpoints.push(endpoint);
  }
  return [...standings]
    .filter(([, { weight }]) => weight !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, locality]) => shared(locality, zones));
}

function standingOf({ zone, traits = [] }: Endpoint, zones: Zones): Standing {
  const at = { zone: zone ?? '' };
  switch (zones.kind) {
    case 'local':
      return { at };
    case 'weighted':
      return { at, weight: zones.weights.find(w => w.zone === at.zone)?.weight ?? 1 };
    case 'near': {
      if (zone !== undefined && zone !== zones.zone) return { at };
      const here = { zone: zones.zone };
      const found = zones.alike.find(({ trait, value }) => traitOf(traits, trait) === value);
      return found === undefined
        ? { at: here, weight: 1 }
        : { at: { ...here, subZone: `${found.trait}=${found.value}` }, weight: found.weight };
    }
  }
}

/** Other zones share by the weights of their endpoints: a locality without weight gets nothing where others have one. */
function shared(locality: Locality, zones: Zones): Locality {
  if (zones.kind !== 'near' || locality.weight !== undefined) return locality;
  return { ...locality, weight: locality.endpoints.reduce((sum, { weight = 1 }) => sum + weight, 0) };
}

/** traitOf is the value of a trait by its name: of an endpoint's tags before its labels. */
export function traitOf(
  traits: readonly Readonly<Record<string, string>>[],
  name: string,
): string | undefined {
  return traits.find(one => one[name] !== undefined)?.[name];
}
