import type { Collection, Tracker } from '#graph';
import { keptList } from '#lib/kept-list.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Aged, ListenerName, Verdict } from '#model';
import {
  type AnyRoute,
  gatewayApiGroup,
  hostnamesOf,
  listenerSetKinds,
  type Namespace,
  type ParentReference,
} from '#resources';
import type { AttachListener, AttachPoint } from '../gateways/attach-point.ts';
import { isChosen, type NamespaceLookup } from '../namespace-selection.ts';
import { fails, holds } from '../verdict.ts';
import { domainsOf, type Placement, placementsOf } from './placements.ts';

/** ParentState is what became of one parentRef. */
export interface ParentState {
  readonly parentRef: ParentReference;
  readonly gateway?: ResourceKey;
  /** See `Inputs.controllers`. */
  readonly controller?: string;
  /** What it names is not there, and may be another controller's: that is for its author to hear, and no status of ours. */
  readonly isUnclaimed?: true;
  readonly accepted: Verdict;
  readonly listeners: readonly ListenerName[];
  readonly placements: readonly Placement[];
}

/** RouteParents is a route, as far as others are compared with it, and what became of its parentRefs. */
export interface RouteParents extends Aged {
  readonly id: AnyRoute['id'];
  readonly parents: readonly ParentState[];
}

export interface AttachContext {
  readonly attachPoints: Collection<AttachPoint>;
  readonly sets: Collection<unknown>;
  /** Gateways that belong to others: nothing is said of them. */
  readonly foreign: Collection<true>;
  /** See `Inputs.controllers`. */
  readonly controllers: Collection<string>;
  readonly namespaces: Collection<Namespace>;
}

/** parentsOf says where a route is attached: for every Gateway or ListenerSet that it names, the listeners that take it. */
export function parentsOf(
  route: AnyRoute,
  origin: ResourceKey,
  context: AttachContext,
  track: Tracker,
): RouteParents {
  return {
    id: route.id,
    origin,
    created: route.metadata.creationTimestamp ?? '',
    parents: route.spec.parentRefs
      .filter(hasListeners)
      .flatMap(ref => attach(route, ref, context, track) ?? []),
  };
}

/** hasListeners tells what routes may attach to from what is another controller's to know. */
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
): ParentState | undefined {
  const namespace = parentRef.namespace ?? route.ref.namespace;
  const { group, kind, name } = parentRef;
  const key = resourceKey({ group, kind, zone: localZone, namespace, name });
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
  const taking = willing
    .map(listener => ({ listener, domains: domainsOf(listener, hostnames) }))
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
    placements: keptList(taking.flatMap(p => placementsOf(p.listener, p.domains))),
  };
}

/** allows tells whether a listener lets routes of this kind and namespace attach; `own` is its own namespace. */
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
