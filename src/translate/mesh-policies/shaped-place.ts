import type { ListenerFacets, RouteFacets } from '#model';
import type { Place } from '../mesh/places.ts';
import { shapeRoute } from '../policies/shaped-route.ts';
import type { PlaceMeaning } from './mesh-policy-kind.ts';

/** shapePlace is a place as policies have it. */
export function shapePlace(place: Place, { route, listener }: PlaceMeaning = {}): Place {
  const { gateway, attachment } = place;
  return {
    ...place,
    gateway:
      listener === undefined
        ? gateway
        : { ...gateway, listeners: gateway.listeners.map(withFacets(listener)) },
    attachment: route === undefined ? attachment : withRoute(attachment, route),
  };
}

function withFacets(facets: ListenerFacets) {
  return <L extends Place['gateway']['listeners'][number]>(listener: L): L => ({ ...listener, facets });
}

/** Connections have no requests that something could be said of. */
function withRoute(attachment: Place['attachment'], facets: RouteFacets): Place['attachment'] {
  if (attachment.kind !== 'http' || attachment.route === undefined) return attachment;
  const shapes = attachment.route.rules.map(() => ({ route: facets, policies: [] }));
  const route = shapeRoute(attachment.route, shapes);
  return route.kind === 'http' ? { ...attachment, route } : attachment;
}
