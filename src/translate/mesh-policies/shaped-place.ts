import type { ListenerFacets, RouteFacets } from '#model';
import type { Place } from '../mesh/places.ts';
import { routeForCallers } from './callers-route.ts';
import type { CallersMeaning, PlaceMeaning } from './mesh-policy-kind.ts';
import type { PlaceRouting } from './routed-rule.ts';

/** shapePlace is a place as policies have it; `service` is the name of the service that it listens for. */
export function shapePlace(
  place: Place,
  { route, routing, listener, modifications, ofCallers }: PlaceMeaning = {},
  service = '',
): Place {
  const { attachment } = place;
  const gateway =
    modifications === undefined ? place.gateway : { ...place.gateway, modified: { service, modifications } };
  return {
    ...place,
    gateway:
      listener === undefined
        ? gateway
        : { ...gateway, listeners: gateway.listeners.map(withFacets(listener)) },
    attachment: route === undefined ? attachment : withRoute(attachment, route, routing, ofCallers),
  };
}

function withFacets(facets: ListenerFacets) {
  return <L extends Place['gateway']['listeners'][number]>(listener: L): L => ({ ...listener, facets });
}

/** Connections have no requests for the facets to apply to. The facets of a rule of its own replace the common ones. */
function withRoute(
  attachment: Place['attachment'],
  facets: RouteFacets,
  routing: PlaceRouting | undefined,
  ofCallers: readonly CallersMeaning[] = [],
): Place['attachment'] {
  if (attachment.kind !== 'http' || attachment.route === undefined) return attachment;
  const ofRules = routing?.kind === 'http' ? routing.rules : [];
  const route = routeForCallers(attachment.route, ofCallers, i => ofRules[i]?.facets ?? facets);
  return { ...attachment, route };
}
