import type { Collection, Graph, Index, Tracker } from '#graph';
import { anyHostname, hostnameMatches, intersectHostnames, isWildcard } from '#lib/hostname.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Ingress } from '#resources';
import type { AttachListener, AttachPoint } from '../gateways/attach-point.ts';
import { parentKey } from '../parent-key.ts';
import type { AttachWays } from './parents.ts';
import { domainsOf, placementsOf } from './placements.ts';

/** IngressPlaces indexes what the Ingresses of a gateway share: the hosts that they name, and the listeners that they bring. */
export interface IngressPlaces {
  /** By `placeKey` of each host that a rule is for. */
  readonly hosts: Index<Ingress>;
  /** Attach points of the TLS listeners that Ingresses brought, by `placeKey` of each term of `soughtBy`. */
  readonly secured: Index<AttachPoint>;
}

/**
 * findIngressPlaces builds the indexes by which Ingresses are placed, so that a new one is compared only with those of the
 * same hosts.
 */
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

/**
 * The terms that a listener is found by: its hostname and, for rules that cover more hosts, the wildcard above it and any
 * host at all.
 */
function soughtBy(hostname: string | undefined): readonly string[] {
  if (hostname === undefined) return [forAll, anyHostname];
  return [hostname, ...wildcardsAbove(hostname).map(below), anyHostname];
}

/** A listener without a hostname is there for every host. */
const forAll = '';

function below(wildcard: string): string {
  return `below ${wildcard}`;
}

/** The terms by which to find the listeners that may serve a host of an Ingress. */
function seekingBy(host: string): readonly string[] {
  if (host === anyHostname) return [anyHostname];
  return isWildcard(host) ? [host, below(host), forAll] : [host, ...wildcardsAbove(host), forAll];
}

/**
 * ingressWays says how an Ingress attaches: to the listeners of its gateway, and to those that Ingresses brought for its
 * hosts.
 */
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
 * A host is served by the rules that name it; else by those for the wildcard above it; else by those for every host. Where a
 * listener covers fewer hosts than a rule, the rule is placed there only if no rule of any Ingress is nearer: Envoy's own
 * matching of domains does the rest.
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

/** In an Ingress a wildcard stands for exactly one label, so a name has only one wildcard above it. */
function wildcardsAbove(hostname: string): readonly string[] {
  const dot = hostname.indexOf('.');
  return isWildcard(hostname) || dot < 0 ? [] : [`*${hostname.slice(dot)}`];
}

function placeKey(gateway: ResourceKey, host: string): string {
  return [gateway, host].join('#');
}
