import type { Collection, Tracker } from '#graph';
import { displayRef, parseResourceKey, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { HttpRoute } from '#resources';
import { parentKey } from '../../parent-key.ts';
import { fails, holds } from '../../verdict.ts';
import type { ParentState } from '../parents.ts';
import type { Lineage, Link, Step } from './lineage.ts';
import { isRouteRef } from './member.ts';

/** DescendedContext is where the states of the routes above are looked up. */
export interface DescendedContext {
  readonly written: Collection<HttpRoute>;
  /** What became of the parentRefs of routes that lead to listeners. */
  readonly parents: Collection<readonly ParentState[]>;
  /** See `Inputs.controllers`. */
  readonly controllers: Collection<string>;
}

/**
 * descendedParents says what became of a route at each route that it is a part of: those that it names as parents or, where
 * it names none, those that delegate to it. It has no placements there: `DescendedRoute` says where it is served.
 */
export function descendedParents(
  route: HttpRoute,
  lineage: Lineage,
  context: DescendedContext,
  track: Tracker,
): readonly ParentState[] {
  const { namespace } = route.ref;
  const own = resourceKey(route.ref);
  const written = route.spec.parentRefs.filter(isRouteRef);
  if (lineage.isEndless) return written.map(parentRef => refusedAt(parentRef, 'UnsupportedValue', endless));
  if (route.spec.parentRefs.length > 0)
    return written.flatMap(ref => statesAt(ref, parentKey(ref, namespace), own, lineage, context, track));
  // A route without parentRefs need not fit every rule that asks for it: rules that it does not fit are reported only where
  // no other rule took it.
  const taking = lineage.links.filter(({ outcome }) => outcome === 'taken' || outcome === 'refused');
  const above = new Set((taking.length > 0 ? taking : lineage.links).map(link => link.route));
  return [...above].flatMap(key => {
    const { group, kind, namespace, name } = parseResourceKey(key);
    return statesAt({ group, kind, namespace, name }, key, own, lineage, context, track);
  });
}

/** endless is the message for a route that is reached in more ways than are followed. */
export const endless =
  'more ways lead here, from route to route, than are followed, and nothing comes by them: name the routes that go on in this one';

function refusedAt(parentRef: ParentState['parentRef'], reason: string, message: string): ParentState {
  return { parentRef, accepted: fails(reason, message), listeners: [], placements: [], through: [] };
}

function statesAt(
  parentRef: ParentState['parentRef'],
  key: ResourceKey,
  route: ResourceKey,
  { ways, links }: Lineage,
  { written, parents, controllers }: DescendedContext,
  track: Tracker,
): readonly ParentState[] {
  const shown = displayRef(parseResourceKey(key));
  const refused = (reason: string, message: string): readonly ParentState[] => [
    refusedAt(parentRef, reason, message),
  ];
  const own = links.filter(link => link.route === key);
  const became = (outcome: Link['outcome']) => own.some(link => link.outcome === outcome);
  const isShared = track.fetch(controllers, route) !== undefined;
  /** The route above may be another controller's, just as a named Gateway may be. */
  const unclaimed = (message: string) =>
    refused('NoMatchingParent', message).map(state =>
      isShared ? { ...state, isUnclaimed: true as const } : state,
    );
  if (own.length === 0) {
    if (track.fetch(written, key) === undefined) return unclaimed(`${shown} not found`);
    return unclaimed(`No rule of ${shown} goes on in this route: write it into its backendRefs`);
  }
  if (became('refused'))
    return refused('UnsupportedValue', `spec.hostnames must be left out: those of ${shown} hold`);
  if (!became('taken')) {
    if (became('circular'))
      return refused(
        'UnsupportedValue',
        `This route goes on in ${shown}, which goes on in this route: a circle`,
      );
    return refused(
      'UnsupportedValue',
      `Nothing of it matches what ${shown} takes: begin its paths as there, with the same headers and query parameters, or write the annotation delegation.kgateway.dev/inherit-parent-matcher: "true"`,
    );
  }
  const attached = ways
    .filter(({ steps }) => steps.at(-1)?.route === key)
    .flatMap(({ steps }) => atGateways(steps, parents, track));
  if (attached.length === 0) return unclaimed(`${shown} is attached to nothing itself: see its own status`);
  const accepted = holds('Accepted', 'The route was accepted');
  return attached.map(parent => ({ ...parent, parentRef, accepted, placements: [] }));
}

/** Where requests come from by one way: each gateway that took the first route of the way, once. */
function atGateways(
  steps: readonly Step[],
  parents: DescendedContext['parents'],
  track: Tracker,
): readonly Pick<ParentState, 'gateway' | 'controller' | 'listeners' | 'through'>[] {
  const [root] = steps;
  const own = (root && track.fetch(parents, root.route)) ?? [];
  const taking = own.filter(({ accepted }) => accepted.holds);
  const gateways = new Set(taking.flatMap(({ gateway }) => gateway ?? []));
  return [...gateways].map(gateway => {
    const there = taking.filter(parent => parent.gateway === gateway);
    const controller = there[0]?.controller;
    return {
      gateway,
      ...(controller === undefined ? {} : { controller }),
      listeners: [...new Set(there.flatMap(({ listeners }) => listeners))],
      through: steps,
    };
  });
}
