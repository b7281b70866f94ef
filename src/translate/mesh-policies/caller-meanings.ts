import { type BackendFacets, type BackendUse, type Inbound, partOf, type Sidecar } from '#model';
import { applicationKey, spokenToApplication } from '../mesh/applications.ts';
import { callersApart } from './callers-apart.ts';
import { meshPolicyKinds } from './index.ts';
import { itemCallers } from './item-callers.ts';
import type { CallersMeaning, PlaceMeaning, PlaceTraits } from './mesh-policy-kind.ts';
import { placeMeaning } from './place-meaning.ts';
import type { PolicyItem } from './policy-item.ts';

/**
 * isForAnybody tells whether an item needs no routes of its own for some callers: it names no callers, or its filter tells
 * them apart.
 */
export function isForAnybody(item: PolicyItem): boolean {
  return !routed.has(item.id) || itemCallers(item).length === 0;
}

const routed = idsOf(({ tellsCallersApart }) => tellsCallersApart === 'by-route');
const shaping = idsOf(({ shapesBackends }) => shapesBackends);

function idsOf(has: (kind: (typeof meshPolicyKinds)[number]) => boolean): ReadonlySet<string> {
  return new Set(meshPolicyKinds.filter(has).map(({ id }) => id));
}

/**
 * callersMeanings is what applies to the callers that some of the items at an inbound name, in the order in which a caller is
 * looked up among them (`callersApart`). `items` are in the order in which they are applied.
 */
export function callersMeanings(items: readonly PolicyItem[], place: PlaceTraits): readonly CallersMeaning[] {
  return callersApart(items.filter(item => !isForAnybody(item))).map(({ callers, text, own }) => {
    const shapes = own.filter(({ id }) => shaping.has(id)).map(({ policy }) => policy);
    return {
      callers,
      ...placeMeaning(
        items.filter(item => isForAnybody(item) || own.includes(item)),
        place,
      ),
      policies: [...new Set(shapes)].sort().map(policy => partOf(policy, encodeURIComponent(text))),
    };
  });
}

/** UsedApplication is the application behind an inbound, as it is used for some of its callers. */
export interface UsedApplication {
  readonly use: BackendUse;
  readonly backend?: BackendFacets;
}

/** usedApplications are all ways in which the application behind an inbound is used. */
export function usedApplications(
  sidecar: Sidecar,
  inbound: Inbound,
  { backend, ofCallers = [] }: PlaceMeaning = {},
): readonly UsedApplication[] {
  const use = { backend: applicationKey(sidecar, inbound), protocol: spokenToApplication(inbound) };
  const shaped = ofCallers.filter(({ policies }) => policies.length > 0);
  return [
    { use, ...(backend && { backend }) },
    ...shaped.map(one => ({
      use: { ...use, policies: one.policies },
      ...(one.backend && { backend: one.backend }),
    })),
  ];
}
