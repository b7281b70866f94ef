import type { Finding } from '#lib/finding.ts';
import { localZone, type ResourceRef } from '#lib/resource-ref.ts';
import type { ParentReport, Report, Verdict, Verdicts } from '#model';
import { type AnyRoute, type ParentReference, pathOfParent } from '#resources';
import { reportOn } from '../report.ts';
import { isRouteRef } from './delegation/member.ts';
import { hasListeners, type ParentState, usesDefaults } from './parents.ts';
import type { RouteState } from './route-state.ts';

/** SaidBeside is what is said only of some kinds of route, besides what is said of all. */
export interface SaidBeside {
  readonly findings: readonly Finding[];
  /** See `Outcome`. */
  readonly foundAt?: readonly string[];
}

/** routeReport says what became of a route at each of its parents. */
export function routeReport(
  resource: AnyRoute,
  state: RouteState | undefined,
  parents: readonly ParentState[] | undefined,
  beside: SaidBeside = { findings: [] },
): Report | undefined {
  if (parents === undefined) return undefined;
  if (resource.spec.isUnreadable) {
    const claimed = parents.filter(p => !p.isUnclaimed);
    return reportOn(resource, [], {
      kind: 'route',
      parents: claimed.map(p => parentReport(p, { Accepted: p.accepted })),
      isUnreadable: true,
    });
  }
  if (state === undefined) return undefined;
  const atParents = parents.flatMap((parent, i): readonly Finding[] => {
    const path = pathOf(resource, parent.parentRef, i);
    const problem = problemAt(resource, parent);
    return problem === undefined ? [] : [{ severity: 'error', ...problem, path, ref: resource.ref }];
  });
  const detached = parents.length > 0 ? [] : detachment(resource);
  const elsewhere = resource.spec.parentRefs.flatMap((ref, i) =>
    hasListeners(ref) || (resource.id === 'gateway-api/HTTPRoute' && isRouteRef(ref))
      ? []
      : [
          {
            severity: 'warning',
            reason: 'UnsupportedValue',
            message: withoutListeners(ref),
            path: `spec.parentRefs[${i}]`,
            ref: resource.ref,
          } as const,
        ],
  );
  const said = [...state.findings, ...atParents, ...detached, ...elsewhere, ...beside.findings];
  return reportOn(resource, said, {
    kind: 'route',
    ...(beside.foundAt === undefined
      ? {}
      : { foundAt: parents.some(({ accepted }) => accepted.holds) ? beside.foundAt : [] }),
    parents: parents.flatMap(p => (p.isUnclaimed ? [] : [parentReport(p, verdictsAt(p, state))])),
  });
}

/** A Service as parent makes it a route of a mesh, which another controller may serve: no status of ours speaks of it. */
function withoutListeners({ group, kind }: AnyRoute['spec']['parentRefs'][number]): string {
  const what = `${kind} of group ${group === '' ? '""' : group}`;
  if (kind !== 'Service') return `${what} has no listeners here; routes attach to Gateways and ListenerSets`;
  return `${what} makes it a route of a mesh (GAMMA), which is not served here: nothing that calls the Service goes by it; name a Gateway or a ListenerSet, or write what it says as a MeshHTTPRoute`;
}

/** What keeps a route from being served at one of its parents, or at a part of it. */
function problemAt(
  resource: AnyRoute,
  { accepted, lostTo, parentRef }: ParentState,
): Pick<Finding, 'reason' | 'message' | 'cause'> | undefined {
  const { reason, message } = accepted;
  if (!accepted.holds)
    return {
      reason,
      message,
      ...(isOfTheGateway(accepted) ? { cause: gatewayOf(resource, parentRef) } : {}),
    };
  return lostTo === undefined ? undefined : { reason: 'Superseded', message: lostTo };
}

function gatewayOf({ ref }: AnyRoute, { group, kind, namespace, name }: ParentReference): ResourceRef {
  return { group, kind, zone: localZone, namespace: namespace ?? ref.namespace, name };
}

/** The path of the field that says the route attaches to this parent. */
function pathOf(route: AnyRoute, parentRef: ParentReference, otherwise: number): string {
  const index = route.spec.parentRefs.indexOf(parentRef);
  if (index < 0 && usesDefaults(route)) return impliedAt;
  if (index < 0 && route.spec.parentRefs.length === 0) return 'spec';
  return pathOfParent(route, index < 0 ? otherwise : index);
}

const impliedAt = 'spec.useDefaultGateways';

/** A route that names no parent, and that no default Gateway takes, is served nowhere. */
function detachment(route: AnyRoute): readonly Finding[] {
  if (route.spec.parentRefs.length > 0 || route.id === 'kubernetes/Ingress') return [];
  const detached = { severity: 'warning', reason: 'NoParent', ref: route.ref } as const;
  if (!usesDefaults(route)) {
    const message = 'names no Gateway and so serves nowhere; write parentRefs: [{name: GATEWAY}]';
    return [{ ...detached, message, path: 'spec.parentRefs' }];
  }
  const message = 'is served nowhere: no Gateway that takes it says defaultScope: All';
  return [{ ...detached, message, path: impliedAt }];
}

function verdictsAt({ accepted, lostTo }: ParentState, state: RouteState): Verdicts {
  const taken = lostTo === undefined ? accepted : { ...accepted, message: `${accepted.message}. ${lostTo}` };
  return {
    Accepted: accepted.holds ? (state.refused ?? taken) : accepted,
    ResolvedRefs: state.resolvedRefs,
    ...(state.backendsAvailable === undefined ? {} : { BackendsAvailable: state.backendsAvailable }),
    ...(state.partiallyInvalid === undefined ? {} : { PartiallyInvalid: state.partiallyInvalid }),
  };
}

function parentReport(parent: ParentState, verdicts: Verdicts): ParentReport {
  return {
    parentRef: parent.parentRef,
    verdicts,
    listeners: parent.listeners,
    ...(parent.gateway === undefined ? {} : { gateway: parent.gateway }),
    ...(parent.through === undefined ? {} : { through: parent.through }),
    ...(parent.controller === undefined ? {} : { controller: parent.controller }),
  };
}

/** Whether the fault is the gateway's: it does not exist, or none of its listeners is in force. */
function isOfTheGateway({ reason }: Verdict): boolean {
  return reason === 'NoMatchingParent' || reason === 'NoReadyListeners';
}
