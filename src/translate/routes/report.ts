import type { Finding } from '#lib/finding.ts';
import { localZone, type ResourceRef } from '#lib/resource-ref.ts';
import type { ParentReport, Report, Verdict, Verdicts } from '#model';
import type { AnyRoute, ParentReference } from '#resources';
import { reportOn } from '../report.ts';
import { hasListeners, type ParentState } from './parents.ts';
import type { RouteState } from './route-state.ts';

/** routeReport says what became of a route at each of its parents. */
export function routeReport(
  resource: AnyRoute,
  state: RouteState | undefined,
  parents: readonly ParentState[] | undefined,
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
  const orphans: readonly Finding[] = parents.flatMap(({ accepted, parentRef }, i) =>
    accepted.holds
      ? []
      : [
          {
            severity: 'error',
            reason: accepted.reason,
            message: accepted.message,
            path: `spec.parentRefs[${indexOf(resource, parentRef, i)}]`,
            ref: resource.ref,
            ...(isOfTheGateway(accepted) ? { cause: gatewayOf(resource, parentRef) } : {}),
          } as const,
        ],
  );
  const detached =
    resource.spec.parentRefs.length > 0
      ? []
      : [
          {
            severity: 'warning',
            reason: 'NoParent',
            message: 'names no Gateway and so serves nowhere; write parentRefs: [{name: GATEWAY}]',
            path: 'spec.parentRefs',
            ref: resource.ref,
          } as const,
        ];
  const elsewhere = resource.spec.parentRefs.flatMap((ref, i) =>
    hasListeners(ref)
      ? []
      : [
          {
            severity: 'warning',
            reason: 'UnsupportedValue',
            message: `${ref.kind} of group ${ref.group === '' ? '""' : ref.group} has no listeners here; routes attach to Gateways and ListenerSets`,
            path: `spec.parentRefs[${i}]`,
            ref: resource.ref,
          } as const,
        ],
  );
  return reportOn(resource, [...state.findings, ...orphans, ...detached, ...elsewhere], {
    kind: 'route',
    parents: parents.flatMap(p => (p.isUnclaimed ? [] : [parentReport(p, verdictsAt(p, state))])),
  });
}

function gatewayOf({ ref }: AnyRoute, { group, kind, namespace, name }: ParentReference): ResourceRef {
  return { group, kind, zone: localZone, namespace: namespace ?? ref.namespace, name };
}

function indexOf({ spec }: AnyRoute, parentRef: ParentReference, otherwise: number): number {
  const index = spec.parentRefs.indexOf(parentRef);
  return index < 0 ? otherwise : index;
}

function verdictsAt({ accepted }: ParentState, state: RouteState): Verdicts {
  return {
    Accepted: accepted.holds ? (state.refused ?? accepted) : accepted,
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
    ...(parent.controller === undefined ? {} : { controller: parent.controller }),
  };
}

/** What is wrong is the gateway's to mend: it is not there, or none of its listeners is in force. */
function isOfTheGateway({ reason }: Verdict): boolean {
  return reason === 'NoMatchingParent' || reason === 'NoReadyListeners';
}
