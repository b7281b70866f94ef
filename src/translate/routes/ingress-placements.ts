import type { Collection, Graph, Index, Tracker } from '#graph';
import { anyHostname, hostnameMatches, intersectHostnames, isWildcard } from '#lib/hostname.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Ingress } from '#resources';
import type { AttachListener, AttachPoint } from '../gateways/attach-point.ts';
import { parentKey } from '../parent-key.ts';
import type { AttachWays } from './parents.ts';
import { domainsOf, placementsOf } from './placements.ts';

/** IngressPlaces is where Ingresses of a gateway meet: the hosts that they name, and the listeners that they bring. */
export interface IngressPlaces {
  /** By `placeKey` of each host that a rule is for. */
  readonly hosts: Index<Ingress>;
  /** What Ingresses brought to end TLS with, by `placeKey` of what they are sought by. */
  readonly secured: Index<AttachPoint>;
}

/** findIngressPlaces keeps what Ingresses are placed by, so that one that comes is compared with those of its hosts alone. */
export function findIngressPlaces(
  graph: Graph,
  ingresses: Collection<Ingress>,
  attachPoints: Collection<AttachPoint>,
): IngressPlaces {
  return {
    hosts: graph.index('translate/ingresses-by-host', ingresses, ({ ref, spec: { parentRefs, hostnames } }) =>
      parentRefs.flatMap(parent => hostnames.map(host => placeKey(parentKey(parent, ref.namespace), host))),
    ),
    secured: graph.index('translate/secured-hosts', attachPoints, ({ gateway, isOfIngress, listeners }) =>
      isOfIngress === true
        ? new Set(
            listeners.flatMap(({ inForce, hostname }) =>
              inForce === undefined ? [] : soughtBy(hostname).map(by => placeKey(gateway, by)),
            ),
          )
        : [],
    ),
  };
}

/** What a listener is looked for by: its hostname; for the sake of rules for more hosts, the wildcard above it, and any at all. */
function soughtBy(hostname: string | undefined): readonly string[] {
  if (hostname === undefined) return [forAll, anyHostname];
  return [hostname, ...wildcardsAbove(hostname).map(below), anyHostname];
}

/** A listener without a hostname is there for every host. */
const forAll = '';

function below(wildcard: string): string {
  return `below ${wildcard}`;
}

/** What the listeners that a host of an Ingress may be served at are looked for by. */
function seekingBy(host: string): readonly string[] {
  if (host === anyHostname) return [anyHostname];
  return isWildcard(host) ? [host, below(host), forAll] : [host, ...wildcardsAbove(host), forAll];
}

/** ingressWays is how an Ingress attaches: to the listeners of its gateway, and to those that it and others brought for its hosts. */
export function ingressWays(
  { spec: { hostnames } }: Ingress,
  gateway: ResourceKey,
  { hosts, secured }: IngressPlaces,
  track: Tracker,
): AttachWays {
  const points = [...new Set(hostnames.flatMap(seekingBy))].flatMap(by =>
    track.fetchAll(secured, placeKey(gateway, by)),
  );
  const isTaken = (host: string) => track.count(hosts, placeKey(gateway, host)) > 0;
  return {
    beside: [...new Set(points)].flatMap(point => point.listeners.filter(l => l.inForce !== undefined)),
    domainsOf: listener => domainsOf(listener, hostnames),
    placementsOf: listener => placementsAt(listener, hostnames, isTaken),
  };
}

/**
 * A host is served by the rules that name it; else by those for the wildcard above it, else by those for every host. Where a listener is
 * for fewer hosts than a rule, that is so where no rule of any Ingress is for those: domains of Envoy see to the rest.
 */
function placementsAt(
  listener: AttachListener,
  hostnames: readonly string[],
  isTaken: (host: string) => boolean,
) {
  return hostnames.flatMap(host => {
    const domain = intersectHostnames(listener.hostname ?? anyHostname, host);
    if (domain === undefined) return [];
    const nearer = domain === host ? [] : [domain, ...wildcardsAbove(domain)].filter(one => one !== host);
    if (nearer.some(one => hostnameMatches(host, one) && isTaken(one))) return [];
    return placementsOf(listener, [domain]).map(place => ({ ...place, host }));
  });
}

/** In an Ingress a wildcard stands for one label: above a name there is one. */
function wildcardsAbove(hostname: string): readonly string[] {
  const dot = hostname.indexOf('.');
  return isWildcard(hostname) || dot < 0 ? [] : [`*${hostname.slice(dot)}`];
}

function placeKey(gateway: ResourceKey, host: string): string {
  return [gateway, host].join('#');
}
