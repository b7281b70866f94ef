import type { Collection, Index, Tracker } from '#graph';
import { compareTexts } from '#lib/compare-texts.ts';
import { keptList } from '#lib/kept-list.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Aged, ListenerName, RouteStep, Verdict } from '#model';
import {
  type AnyRoute,
  type Gateway,
  gatewayApiGroup,
  hostnamesOf,
  listenerSetKinds,
  type Namespace,
  type ParentReference,
} from '#resources';
import type { AttachListener, AttachPoint } from '../gateways/attach-point.ts';
import { isChosen, type NamespaceLookup } from '../namespace-selection.ts';
import { parentKey } from '../parent-key.ts';
import { fails, holds } from '../verdict.ts';
import { domainsOf, type Placement, placementsOf } from './placements.ts';

/** ParentState is what became of one parentRef. */
export interface ParentState {
  readonly parentRef: ParentReference;
  readonly gateway?: ResourceKey;
  /** See `Inputs.controllers`. */
  readonly controller?: string;
  /** The parent does not exist, and may be another controller's: the author hears of it, but no status is written. */
  readonly isUnclaimed?: true;
  readonly accepted: Verdict;
  /** What another route serves instead at the listeners that took this one, in words. */
  readonly lostTo?: string;
  readonly listeners: readonly ListenerName[];
  readonly placements: readonly Placement[];
  /**
   * The parent is a route that delegates to this one: the rules by which requests come from those listeners; empty where
   * none come.
   */
  readonly through?: readonly RouteStep[];
}

/** RouteParents is a route, as far as others are compared with it, and what became of its parentRefs. */
export interface RouteParents extends Aged {
  readonly id: AnyRoute['id'];
  readonly parents: readonly ParentState[];
}

export interface AttachContext {
  readonly attachPoints: Collection<AttachPoint>;
  readonly sets: Collection<unknown>;
  /** Gateways of other controllers: nothing is said of them. */
  readonly foreign: Collection<true>;
  /** See `Inputs.controllers`. */
  readonly controllers: Collection<string>;
  readonly namespaces: Collection<Namespace>;
  /** Default Gateways, which also take routes that name no Gateway; all are under `anyRoute`. */
  readonly defaults: Index<Gateway>;
}

/** The key of Gateways that take every route which asks for default Gateways. */
export const anyRoute = 'All';

/** AttachWays is how a route attaches to what it names. */
export interface AttachWays {
  /** Listeners besides those that are written on the parent. */
  readonly beside: readonly AttachListener[];
  readonly domainsOf: (listener: AttachListener) => readonly string[];
  readonly placementsOf: (listener: AttachListener, domains: readonly string[]) => readonly Placement[];
}

/** plainly attaches a route by its own hostnames and the listener's. */
function plainly(route: AnyRoute): AttachWays {
  return { beside: [], domainsOf: listener => domainsOf(listener, hostnamesOf(route)), placementsOf };
}

/** parentsOf says where a route is attached: for every Gateway or ListenerSet that it names, the listeners that take it. */
export function parentsOf(
  route: AnyRoute,
  origin: ResourceKey,
  context: AttachContext,
  track: Tracker,
  ways = plainly(route),
): RouteParents {
  return {
    id: route.id,
    origin,
    created: route.metadata.creationTimestamp ?? '',
    parents: [
      ...route.spec.parentRefs
        .filter(hasListeners)
        .flatMap(ref => attach(route, ref, context, track, ways) ?? []),
      ...impliedParents(route, context, track)
        .flatMap(ref => attach(route, ref, context, track, ways) ?? [])
        .filter(fits),
    ],
  };
}

/** usesDefaults tells whether a route asks for all default Gateways (GEP-3793). */
export function usesDefaults({ spec }: AnyRoute): boolean {
  return 'useDefaultGateways' in spec && spec.useDefaultGateways === 'All';
}

/** A route that asks for default Gateways is attached to each of them once, even if it also names one. */
function impliedParents(
  route: AnyRoute,
  { defaults }: AttachContext,
  track: Tracker,
): readonly ParentReference[] {
  if (!usesDefaults(route)) return [];
  const { ref, spec } = route;
  const isNamed = (gateway: Gateway) =>
    spec.parentRefs.some(
      ({ group, kind, namespace = ref.namespace, name }) =>
        group === gatewayApiGroup &&
        kind === 'Gateway' &&
        namespace === gateway.ref.namespace &&
        name === gateway.ref.name,
    );
  return track
    .fetchAll(defaults, anyRoute)
    .filter(gateway => !isNamed(gateway))
    .map(({ ref: { namespace, name } }) => ({ group: gatewayApiGroup, kind: 'Gateway', namespace, name }))
    .sort((a, b) => compareTexts(resourcePlace(a), resourcePlace(b)));
}

/** A default Gateway that does not take such a route is no mistake of the route, which did not name it. */
function fits({ accepted }: ParentState): boolean {
  return accepted.reason !== 'NotAllowedByListeners' && accepted.reason !== 'NoMatchingListenerHostname';
}

function resourcePlace({ namespace, name }: ParentReference): string {
  return `${namespace}/${name}`;
}

/** hasListeners tells parents that have listeners from those that are another controller's concern. */
export function hasListeners({ group, kind }: ParentReference): boolean {
  return (
    (group === gatewayApiGroup && kind === 'Gateway') ||
    listenerSetKinds.some(set => set.group === group && set.kind === kind)
  );
}

function attach(
  route: AnyRoute,
  parentRef: ParentReference,
  context: AttachContext,
  track: Tracker,
  ways: AttachWays,
): ParentState | undefined {
  const namespace = parentRef.namespace ?? route.ref.namespace;
  const { kind, name } = parentRef;
  const key = parentKey(parentRef, namespace);
  const point = track.fetch(context.attachPoints, key);
  if (point === undefined && track.fetch(context.foreign, key)) return undefined;
  const shown = `${kind} ${namespace}/${name}`;
  if (point === undefined) {
    const isThere = track.fetch(context.sets, key) !== undefined;
    const message = isThere ? `${shown} adds to no Gateway: see its own status` : `${shown} not found`;
    const missing = refused(parentRef, 'NoMatchingParent', message);
    const isShared = track.fetch(context.controllers, resourceKey(route.ref)) !== undefined;
    return isShared ? { ...missing, isUnclaimed: true } : missing;
  }
  const { gateway } = point;
  const found = { gateway, ...(point.controller === undefined ? {} : { controller: point.controller }) };
  const named = point.listeners.filter(l => isNamedBy(parentRef, l));
  if (named.length === 0) {
    const message = `${shown} has no listener with ${wantedBy(parentRef)}`;
    return { ...refused(parentRef, 'NoMatchingParent', message), ...found };
  }
  const willing = named.filter(l =>
    allows(l, point.namespace, route, { namespaces: context.namespaces, track }),
  );
  if (willing.length === 0) {
    const message = `No listener of ${shown} allows routes of this kind and namespace`;
    return { ...refused(parentRef, 'NotAllowedByListeners', message), ...found };
  }
  const hostnames = hostnamesOf(route);
  const taking = [...willing, ...ways.beside]
    .map(listener => ({ listener, domains: ways.domainsOf(listener) }))
    .filter(p => p.domains.length > 0);
  if (willing.every(l => l.inForce === undefined)) {
    const message = `No listener of ${shown} that takes the route is in force: see the listeners' conditions`;
    const listeners = taking.map(p => p.listener.name);
    return { ...refused(parentRef, 'NoReadyListeners', message), ...found, listeners };
  }
  if (taking.length === 0) {
    const message = `No listener of ${shown} serves ${hostnames.join(', ')}`;
    return { ...refused(parentRef, 'NoMatchingListenerHostname', message), ...found };
  }
  const listeners = taking.map(p => p.listener.name);
  if (route.spec.isUnreadable) {
    const unread = refused(parentRef, 'UnsupportedValue', 'No version of the route could be read');
    return { ...unread, ...found, listeners };
  }
  return {
    parentRef,
    ...found,
    accepted: holds('Accepted', 'The route was accepted'),
    listeners,
    placements: keptList(taking.flatMap(p => ways.placementsOf(p.listener, p.domains))),
  };
}

/** allows tells whether a listener lets routes of this kind and namespace attach; `own` is the namespace of the listener. */
function allows(
  { kinds, namespaces }: AttachListener,
  own: string,
  { ref: { group, kind, namespace } }: AnyRoute,
  lookup: NamespaceLookup,
): boolean {
  return (
    kinds.some(k => k.group === group && k.kind === kind) && isChosen(namespaces, own, namespace, lookup)
  );
}

function refused(parentRef: ParentReference, reason: string, message: string): ParentState {
  return { parentRef, accepted: fails(reason, message), listeners: [], placements: [] };
}

function isNamedBy({ sectionName, port }: ParentReference, listener: AttachListener): boolean {
  return (
    (sectionName === undefined || listener.section === sectionName) &&
    (port === undefined || listener.port === port)
  );
}

function wantedBy({ sectionName, port }: ParentReference): string {
  return [
    ...(sectionName === undefined ? [] : [`the name ${sectionName}`]),
    ...(port === undefined ? [] : [`port ${port}`]),
  ].join(' and ');
}
