import { isHttpProtocol, type ServiceProtocol, type TcpRoute } from '#model';
import type { Place } from '../mesh/places.ts';
import { httpRules, meshDestinations, type ResolveMeshRef } from './mesh-http-route.ts';
import type { PlaceMeaning } from './mesh-policy-kind.ts';

/**
 * routedAs is a port with the protocol that its place serves: where a TCP route forwards its connections, they are not parsed
 * as HTTP.
 */
export function routedAs<P extends { readonly protocol: ServiceProtocol }>(
  port: P,
  { routing }: PlaceMeaning = {},
): P {
  return routing?.kind === 'tcp' && isHttpProtocol(port.protocol) ? { ...port, protocol: 'tcp' } : port;
}

/**
 * routePlace is a place that sends its traffic where its policies say. `resolve` finds the backend that a reference names, as
 * used for requests or for connections.
 */
export function routePlace(
  place: Place,
  { routing }: PlaceMeaning = {},
  resolve: (what: 'requests' | 'connections') => ResolveMeshRef,
): Place {
  const { attachment } = place;
  if (routing?.kind === 'http' && attachment.kind === 'http' && attachment.route !== undefined) {
    const itself = itselfOf(
      attachment.route.rules.flatMap(({ action }) =>
        action.kind === 'forward' ? action.forwarding.destinations : [],
      ),
    );
    if (itself === undefined) return place;
    const rules = httpRules(routing.rules, itself, resolve('requests'));
    return { ...place, attachment: { ...attachment, route: { ...attachment.route, rules } } };
  }
  if (routing?.kind === 'tcp' && attachment.kind === 'tcp') {
    const forwarding = {
      destinations: meshDestinations(routing.backendRefs, resolve('connections')),
      mirrors: [],
    };
    const route: TcpRoute = { ...attachment.route, forwarding };
    return { ...place, attachment: { ...attachment, route } };
  }
  return place;
}

type Destinations = TcpRoute['forwarding']['destinations'];

/** Before routing, a place leads to one backend. */
function itselfOf(
  destinations: Destinations,
): Extract<Destinations[number], { kind: 'backend' }> | undefined {
  return destinations.flatMap(d => (d.kind === 'backend' ? [d] : []))[0];
}
