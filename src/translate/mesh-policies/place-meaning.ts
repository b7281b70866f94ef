import { mergeSettings } from '#lib/merge-settings.ts';
import { type BackendFacets, type ListenerFacets, mergeFacets, type RouteFacets } from '#model';
import { given, unlessEmpty } from '../policies/given.ts';
import { meshPolicyKinds } from './index.ts';
import type { PlaceMeaning, PlaceTraits } from './mesh-policy-kind.ts';
import type { PolicyItem } from './policy-item.ts';

/** The defaults where no policy says anything (`kuma-policies.md`, 2). Times are in milliseconds. */
const byDefault: Readonly<Record<PlaceTraits['direction'], PlaceMeaning>> = {
  outbound: {
    backend: { connections: { connectTimeout: 5000, idleTimeout: 3_600_000 } },
    route: { timeouts: { request: 15_000, streamIdle: 1_800_000 } },
    listener: { timeouts: { headers: 0, streamIdle: 0, idle: 0, tcpIdle: 3_600_000 } },
  },
  inbound: {
    backend: { connections: { connectTimeout: 10_000, idleTimeout: 7_200_000 } },
    route: { timeouts: { request: 15_000, streamIdle: 3_600_000 } },
    listener: { timeouts: { headers: 0, streamIdle: 3_600_000, idle: 7_200_000, tcpIdle: 7_200_000 } },
  },
};

/**
 * placeMeaning is what all items that apply at a place come to; `items` are in the order in which they are applied. The items
 * of each kind are merged first, and then given their meaning.
 */
export function placeMeaning(items: readonly PolicyItem[], place: PlaceTraits): PlaceMeaning {
  const meanings = meshPolicyKinds.flatMap(kind => {
    const own = items.filter(({ id }) => id === kind.id);
    if (own.length === 0) return [];
    const settings = kind.together?.(own) ?? mergeSettings(own.map(item => item.settings));
    return settings === undefined ? [] : [kind.meaning(settings, place)];
  });
  const all = [...meanings, byDefault[place.direction]];
  return given({
    backend: unlessEmpty(mergeFacets<BackendFacets>(...all.flatMap(({ backend = [] }) => backend))),
    route: unlessEmpty(mergeFacets<RouteFacets>(...all.flatMap(({ route = [] }) => route))),
    listener: unlessEmpty(mergeFacets<ListenerFacets>(...all.flatMap(({ listener = [] }) => listener))),
    mutualTls: meanings.find(meaning => meaning.mutualTls !== undefined)?.mutualTls,
    modifications: meanings.find(meaning => meaning.modifications !== undefined)?.modifications,
  });
}
