import type { ListenerFacets, RouteFacets } from '#model';
import type { Place } from '../mesh/places.ts';
import { shapeRoute } from '../policies/shaped-route.ts';
import type { PlaceMeaning } from './mesh-policy-kind.ts';
import type { PlaceRouting } from './routed-rule.ts';

/** shapePlace is a place as policies have it. */
export function shapePlace(place: Place, { route, routing, listener }: PlaceMeaning = {}): Place {
  const { gateway, attachment } = place;
  return {
    ...place,
    gateway:
      listener === undefined
        ? gateway
        : { ...gateway, listeners: gateway.listeners.map(withFacets(listener)) },
    attachment: route === undefined ? attachment : withRoute(attachment, route, routing),
  };
}

function withFacets(facets: ListenerFacets) {
  return <L extends Place['gateway']['listeners'][number]>(listener: L): L => ({ ...listener, facets });
}

/** Connections have no requests that something could be said of. What is said of the routes of one rule goes before the rest. */
function withRoute(
  attachment: Place['attachment'],
  facets: RouteFacets,
  routing: PlaceRouting | undefined,
): Place['attachment'] {
  if (attachment.kind !== 'http' || attachment.route === undefined) return attachment;
  const ofRules = routing?.kind === 'http' ? routing.rules : [];
  const shapes = attachment.route.rules.map((_, i) => ({
    route: ofRules[i]?.facets ?? facets,
    policies: [],
  }));
  const route = shapeRoute(attachment.route, shapes);
  return route.kind === 'http' ? { ...attachment, route } : attachment;
}
