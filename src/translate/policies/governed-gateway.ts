import type { Collection, Tracker } from '#graph';
import { keptList } from '#lib/kept-list.ts';
import { parseResourceKey } from '#lib/resource-ref.ts';
import {
  type BackendFacets,
  type Gateway,
  type Listener,
  type ListenerFacets,
  mergeFacets,
  type ProxyProcess,
  shapedUse,
  withReceivers,
  withUses,
} from '#model';
import { type GatewayParameters, namedSpans } from '../envoy-proxies/gateway-parameters.ts';
import { given, unlessEmpty } from './given.ts';
import { pointsOfListener } from './point.ts';
import type { PointPolicies, PolicyInForce } from './policies-in-force.ts';
import { rulingOf } from './route-shape.ts';

/** GatewayGoverning is what says how gateways listen: policies, and the parameters that gateways name. */
export interface GatewayGoverning {
  readonly policies: Collection<PointPolicies>;
  readonly proxies: { readonly parameters: Collection<GatewayParameters> };
}

/** governGateway applies the policies on a gateway and on its listeners. A listener that must not listen is left out. */
export function governGateway(
  gateway: Gateway,
  { policies: inForce, proxies }: GatewayGoverning,
  track: Tracker,
): Gateway {
  const parameters = track.fetch(proxies.parameters, gateway.origin);
  const listeners = gateway.listeners.flatMap(listener => {
    const chain = pointsOfListener(gateway.origin, listener.name).map(point => track.fetch(inForce, point));
    const facets = mergeFacets(
      ...rulingOf(chain).flatMap(policy => saidOf(policy, gateway, listener)),
      ...(parameters === undefined ? [] : [parameters.listener]),
    );
    return governed(listener, facets);
  });
  const isSame =
    parameters === undefined &&
    listeners.length === gateway.listeners.length &&
    listeners.every((l, i) => l === gateway.listeners[i]);
  if (isSame) return gateway;
  const facets = mergeFacets(gateway.facets ?? {}, parameters?.backend ?? {});
  return {
    ...gateway,
    addresses: gateway.addresses.length > 0 ? gateway.addresses : (parameters?.addresses ?? []),
    listeners: keptList(listeners.map(listener => tellingAs(gateway, listener, facets))),
    ...given({
      facets: unlessEmpty(facets),
      process: parameters?.process && countingFor(gateway, parameters.process, facets),
      routeOrder: parameters?.routeOrder,
      places: parameters?.places,
      countsHosts: parameters?.countsHosts === true ? true : undefined,
    }),
  };
}

/** What a policy says of a listener: of its port in particular, else of all ports. */
function saidOf(
  { listener: general, listenerOfPorts }: PolicyInForce,
  { origin }: Gateway,
  { port }: Listener,
): ListenerFacets[] {
  const said = listenerOfPorts?.[port] ?? general;
  const { name, namespace } = parseResourceKey(origin);
  return said === undefined ? [] : [namedSpans(said, `${name}.${namespace}`)];
}

/** Services that receive what a proxy counts are backends like others: what the gateway says of all backends holds for them. */
function countingFor({ origin }: Gateway, process: ProxyProcess, facets: BackendFacets): ProxyProcess {
  if (Object.keys(facets).length === 0) return process;
  return withReceivers(process, ({ use, ...service }) => ({
    ...service,
    use: shapedUse(use, ({ policies = [] }) => [...policies, origin]),
  }));
}

/** The same for services that are told of traffic. */
function tellingAs({ origin }: Gateway, listener: Listener, facets: BackendFacets): Listener {
  if (listener.facets === undefined || Object.keys(facets).length === 0) return listener;
  return {
    ...listener,
    facets: withUses(listener.facets, use => shapedUse(use, ({ policies = [] }) => [...policies, origin])),
  };
}

function governed(listener: Listener, facets: ListenerFacets): Listener | [] {
  if (facets.withheld !== undefined) return [];
  return Object.keys(facets).length === 0 ? listener : { ...listener, facets: withOwnHost(listener, facets) };
}

/** The host of a listener that has no single one: routes for every host take it. */
const anyHost = 'localhost';

/** A request of HTTP/1.0 without a host is meant for the listener's. */
function withOwnHost(listener: Listener, facets: ListenerFacets): ListenerFacets {
  const { http1 } = facets;
  if (http1?.http10?.isForOwnHost !== true) return facets;
  const { hostname } = listener.kind === 'http' ? listener : {};
  const defaultHost = hostname === undefined || hostname.startsWith('*.') ? anyHost : hostname;
  return { ...facets, http1: { ...http1, http10: { defaultHost } } };
}
