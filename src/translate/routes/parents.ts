import type { Collection, Tracker } from '#graph';
import { keptList } from '#lib/kept-list.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Aged, Verdict } from '#model';
import { type AnyRoute, hostnamesOf, type Namespace, type ParentReference } from '#resources';
import type { AttachListener, AttachPoint } from '../gateways/attach-point.ts';
import { fails, holds } from '../verdict.ts';
import { allows } from './allowed-routes.ts';
import { domainsOf, type Placement, placementsOf } from './placements.ts';

/** ParentState is what became of one parentRef. */
export interface ParentState {
  readonly parentRef: ParentReference;
  readonly gateway?: ResourceKey;
  /** See `Inputs.controllers`. */
  readonly controller?: string;
  /** Its gateway is not there, and may be another controller's: that is for its author to hear, and no status of ours. */
  readonly isUnclaimed?: true;
  readonly accepted: Verdict;
  readonly listeners: readonly string[];
  readonly placements: readonly Placement[];
}

/** RouteParents is a route, as far as others are compared with it, and what became of its parentRefs. */
export interface RouteParents extends Aged {
  readonly id: AnyRoute['id'];
  readonly parents: readonly ParentState[];
}

export interface AttachContext {
  readonly attachPoints: Collection<AttachPoint>;
  /** Gateways that belong to others: nothing is said of them. */
  readonly foreign: Collection<true>;
  /** See `Inputs.controllers`. */
  readonly controllers: Collection<string>;
  readonly namespaces: Collection<Namespace>;
}

/** parentsOf says where a route is attached: for every gateway that it names, the listeners that take it. */
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
      .filter(ref => ref.group === 'gateway.networking.k8s.io' && ref.kind === 'Gateway')
      .flatMap(ref => attach(route, ref, context, track) ?? []),
  };
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
  const shown = `Gateway ${namespace}/${name}`;
  if (point === undefined) {
    const missing = refused(parentRef, 'NoMatchingParent', `${shown} not found`);
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
  const willing = named.filter(l => allows(l, point.namespace, route, context.namespaces, track));
  if (willing.length === 0) {
    const message = `No listener of ${shown} allows routes of this kind and namespace`;
    return { ...refused(parentRef, 'NotAllowedByListeners', message), ...found };
  }
  const hostnames = hostnamesOf(route);
  const taking = willing
    .map(listener => ({ listener, domains: domainsOf(listener, hostnames) }))
    .filter(p => p.domains.length > 0);
  if (taking.length === 0) {
    const message = `No listener of ${shown} serves ${hostnames.join(', ')}`;
    return { ...refused(parentRef, 'NoMatchingListenerHostname', message), ...found };
  }
  return {
    parentRef,
    ...found,
    accepted: holds('Accepted', 'The route was accepted'),
    listeners: taking.map(p => p.listener.name),
    placements: keptList(taking.flatMap(p => placementsOf(p.listener, p.domains, point.listeners))),
  };
}

function refused(parentRef: ParentReference, reason: string, message: string): ParentState {
  return { parentRef, accepted: fails(reason, message), listeners: [], placements: [] };
}

function isNamedBy({ sectionName, port }: ParentReference, listener: AttachListener): boolean {
  return (
    (sectionName === undefined || listener.name === sectionName) &&
    (port === undefined || listener.port === port)
  );
}

function wantedBy({ sectionName, port }: ParentReference): string {
  return [
    ...(sectionName === undefined ? [] : [`the name ${sectionName}`]),
    ...(port === undefined ? [] : [`port ${port}`]),
  ].join(' and ');
}
