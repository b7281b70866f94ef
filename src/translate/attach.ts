import type { Collection, Graph, Tracker } from '#graph';
import { anyHostname, hostnameMatches, intersectHostnames } from '#lib/hostname.ts';
import { keptList } from '#lib/kept-list.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { RouteTable, Verdict } from '#model';
import type { HttpRoute, LabelSelector, Namespace, ParentReference } from '#resources';
import type { AttachListener, AttachPoint } from './gateway.ts';
import { fails, holds } from './verdict.ts';

/** Placement is one domain of one route table that a route is served under. */
export interface Placement {
  readonly table: RouteTable;
  readonly domain: string;
}

/** ParentState is what became of one parentRef. */
export interface ParentState {
  readonly parentRef: ParentReference;
  readonly gateway?: ResourceKey;
  readonly accepted: Verdict;
  readonly listeners: readonly string[];
  readonly placements: readonly Placement[];
}

/** RouteParents is where a route is attached. */
export interface RouteParents {
  readonly parents: readonly ParentState[];
}

export interface AttachContext {
  readonly attachPoints: Collection<AttachPoint>;
  readonly namespaces: Collection<Namespace>;
}

/** attachRoutes finds, for every route, the listeners that take it. */
export function attachRoutes(
  graph: Graph,
  routes: Collection<HttpRoute>,
  context: AttachContext,
): Collection<RouteParents> {
  return graph.map<HttpRoute, RouteParents>('translate/route-parents', routes, (route, _key, track) => ({
    parents: route.spec.parentRefs
      .filter(ref => ref.group === 'gateway.networking.k8s.io' && ref.kind === 'Gateway')
      .map(ref => attach(route, ref, context, track)),
  }));
}

function attach(
  route: HttpRoute,
  parentRef: ParentReference,
  context: AttachContext,
  track: Tracker,
): ParentState {
  const namespace = parentRef.namespace ?? route.ref.namespace;
  const { group, kind, name } = parentRef;
  const point = track.fetch(
    context.attachPoints,
    resourceKey({ group, kind, zone: localZone, namespace, name }),
  );
  const refuse = (reason: string, message: string): ParentState => ({
    parentRef,
    accepted: fails(reason, message),
    listeners: [],
    placements: [],
  });
  const shown = `Gateway ${namespace}/${name}`;
  if (point === undefined) return refuse('NoMatchingParent', `${shown} not found`);
  const { gateway } = point;
  const named = point.listeners.filter(
    l =>
      (parentRef.sectionName === undefined || l.name === parentRef.sectionName) &&
      (parentRef.port === undefined || l.port === parentRef.port),
  );
  if (named.length === 0) {
    const wanted = [
      ...(parentRef.sectionName === undefined ? [] : [`the name ${parentRef.sectionName}`]),
      ...(parentRef.port === undefined ? [] : [`port ${parentRef.port}`]),
    ];
    return {
      ...refuse('NoMatchingParent', `${shown} has no listener with ${wanted.join(' and ')}`),
      gateway,
    };
  }
  const willing = named.filter(l => allows(l, point, route, context, track));
  if (willing.length === 0) {
    return {
      ...refuse('NotAllowedByListeners', `No listener of ${shown} allows routes of this kind and namespace`),
      gateway,
    };
  }
  const placed = willing.map(l => ({ listener: l, domains: domainsOf(l, route.spec.hostnames) }));
  const taking = placed.filter(p => p.domains.length > 0);
  if (taking.length === 0) {
    return {
      ...refuse(
        'NoMatchingListenerHostname',
        `No listener of ${shown} serves ${route.spec.hostnames.join(', ')}`,
      ),
      gateway,
    };
  }
  return {
    parentRef,
    gateway,
    accepted: holds('Accepted', 'The route was accepted'),
    listeners: taking.map(p => p.listener.name),
    placements: keptList(taking.flatMap(p => placements(p.listener, p.domains, point))),
  };
}

function allows(
  listener: AttachListener,
  point: AttachPoint,
  route: HttpRoute,
  context: AttachContext,
  track: Tracker,
): boolean {
  const { group, kind, namespace } = route.ref;
  if (!listener.kinds.some(k => k.group === group && k.kind === kind)) return false;
  switch (listener.namespaces.from) {
    case 'All':
      return true;
    case 'Same':
      return namespace === point.namespace;
    case 'Selector':
      return (
        listener.namespaces.selector !== undefined &&
        selects(listener.namespaces.selector, labelsOf(namespace, context, track))
      );
  }
}

/** Namespaces need not be declared; every one carries its own name as a label, as in Kubernetes. */
function labelsOf(
  namespace: string,
  context: AttachContext,
  track: Tracker,
): Readonly<Record<string, string>> {
  const key = resourceKey({ group: '', kind: 'Namespace', zone: localZone, namespace: '', name: namespace });
  return {
    ...track.fetch(context.namespaces, key)?.metadata.labels,
    'kubernetes.io/metadata.name': namespace,
  };
}

function selects(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value) &&
    selector.matchExpressions.every(requirement => meets(labels[requirement.key], requirement))
  );
}

type Requirement = LabelSelector['matchExpressions'][number];

function meets(value: string | undefined, { operator, values }: Requirement): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

/** What a route serves at a listener: the more specific of the two hostnames, for each pair that overlaps. */
function domainsOf(listener: AttachListener, hostnames: readonly string[]): string[] {
  if (hostnames.length === 0) return [listener.hostname ?? anyHostname];
  return hostnames.flatMap(h => intersectHostnames(listener.hostname ?? anyHostname, h) ?? []);
}

function placements(listener: AttachListener, domains: readonly string[], point: AttachPoint): Placement[] {
  if (listener.inForce === undefined) return [];
  const { table } = listener;
  const secure = listener.inForce.tls !== undefined;
  // A request belongs to the listener of the most specific hostname, even if no route there takes it (listener isolation).
  const others = secure
    ? []
    : point.listeners.filter(l => l.port === listener.port && l.name !== listener.name);
  const taken = (domain: string) =>
    others.some(
      other =>
        other.inForce !== undefined &&
        other.hostname !== undefined &&
        isMoreSpecific(other.hostname, listener.hostname) &&
        hostnameMatches(other.hostname, domain),
    );
  return domains.filter(domain => !taken(domain)).map(domain => ({ table, domain }));
}

function isMoreSpecific(a: string, b: string | undefined): boolean {
  if (b === undefined) return true;
  const wild = (h: string) => h.startsWith('*.');
  return wild(a) === wild(b) ? a.length > b.length : !wild(a);
}
