import type { Collection, Graph } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import {
  type Gateway,
  type GatewayListener,
  type Ingress,
  type IngressClass,
  type IngressTls,
  ingressGroup,
  type ListenerSet,
  listeningPorts,
  type Namespace,
} from '#resources';
import { isChosen, type NamespaceLookup } from '../namespace-selection.ts';
import { parentKey } from '../parent-key.ts';

/** TlsPlace is the part of an Ingress that a listener was made from: the index in `spec.tls`, and that of the host in it. */
export interface TlsPlace {
  readonly tls: number;
  readonly host: number;
}

/** sectionOf is the name of a listener, made of its place; `placeOfSection` reads the place from it. */
export function sectionOf({ tls, host }: TlsPlace): string {
  return `tls-${tls}-${host}`;
}

export function placeOfSection(section: string): TlsPlace {
  const [, tls, host] = section.split('-');
  return { tls: Number(tls), host: Number(host) };
}

/** isOfIngress tells listeners that came with an Ingress from those of a ListenerSet. */
export function isOfIngress({ ref }: Pick<ListenerSet, 'ref'>): boolean {
  return ref.group === ingressGroup && ref.kind === 'Ingress';
}

/** TlsSurroundings are what such listeners depend on. */
export interface TlsSurroundings {
  readonly gateways: Collection<Gateway>;
  readonly classes: Collection<IngressClass>;
  readonly namespaces: Collection<Namespace>;
}

/**
 * tlsListeners are the listeners that Ingresses add to their gateways: one for each host that is served over TLS, as if each
 * Ingress brought a ListenerSet. Each listener has a filter chain of its own: a certificate that comes or goes disturbs no
 * other host.
 */
export function tlsListeners(
  graph: Graph,
  ingresses: Collection<Ingress>,
  { gateways, classes, namespaces }: TlsSurroundings,
): Collection<ListenerSet> {
  return graph.map<Ingress, ListenerSet>('translate/tls-of-ingresses', ingresses, (ingress, _, track) => {
    const { tls, parentRefs } = ingress.spec;
    const [parentRef] = parentRefs;
    const secured = tls.some(({ secretName }) => secretName !== undefined);
    if (parentRef === undefined || !secured) return undefined;
    const gateway = track.fetch(gateways, parentKey(parentRef, ingress.ref.namespace));
    if (gateway === undefined || !allowsIngresses(gateway, ingress.ref.namespace, { namespaces, track }))
      return undefined;
    const { ref, apiVersion, metadata } = ingress;
    const port = securePortOf(gateway, classKey => track.fetch(classes, classKey));
    const listeners = listenersFor(tls, port);
    return {
      id: 'gateway-api/ListenerSet',
      ...{ ref, apiVersion, metadata },
      spec: { parentRef, listeners },
    };
  });
}

/** An Ingress that may attach to none of a Gateway's own listeners adds none to them. */
function allowsIngresses({ ref, spec }: Gateway, namespace: string, lookup: NamespaceLookup): boolean {
  return spec.listeners.some(
    ({ protocol, allowedRoutes: { kinds, namespaces } }) =>
      (protocol === 'HTTP' || protocol === 'HTTPS') &&
      (kinds.length === 0 || kinds.some(({ group, kind }) => group === ingressGroup && kind === 'Ingress')) &&
      isChosen(namespaces, ref.namespace, namespace, lookup),
  );
}

/** The port where its Gateway ends TLS already; else the one that its class names, or the usual one. */
function securePortOf(
  { spec: { listeners, impliedBy } }: Gateway,
  classOf: (key: string) => IngressClass | undefined,
): number {
  const own = listeners.find(({ protocol }) => protocol === 'HTTPS');
  if (own !== undefined) return own.port;
  return listeningPorts(impliedBy?.ref && classOf(resourceKey(impliedBy.ref))).https;
}

/** Where an Ingress names a host twice, the first place holds. */
function listenersFor(tls: readonly IngressTls[], port: number): readonly GatewayListener[] {
  const named = new Set<string | undefined>();
  return tls.flatMap(({ hosts, secretName }, i) => {
    if (secretName === undefined) return [];
    const all: readonly (string | undefined)[] = hosts.length === 0 ? [undefined] : hosts;
    return all.flatMap((hostname, j): GatewayListener[] => {
      if (named.has(hostname)) return [];
      named.add(hostname);
      return [
        {
          name: sectionOf({ tls: i, host: j }),
          ...(hostname === undefined ? {} : { hostname }),
          port,
          protocol: 'HTTPS',
          tls: {
            mode: 'Terminate',
            certificateRefs: [{ group: '', kind: 'Secret', name: secretName }],
            options: {},
          },
          allowedRoutes: { namespaces: { from: 'All' }, kinds: [{ group: ingressGroup, kind: 'Ingress' }] },
        },
      ];
    });
  });
}
