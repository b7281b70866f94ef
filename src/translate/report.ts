import type { Finding } from '#lib/finding.ts';
import type { Outcome, ParentReport, Report, Verdicts } from '#model';
import type { GatewayClass, HttpRoute, ParentReference, Secret } from '#resources';
import type { ParentState, RouteParents } from './attach.ts';
import type { CertificateState } from './certificate.ts';
import type { GatewayState } from './gateway.ts';
import type { RouteState } from './http-route.ts';
import { holds } from './verdict.ts';

/** listenerKey names a listener of a gateway, for counting its routes. */
export function listenerKey(gateway: string | undefined, listener: string): string {
  return [gateway ?? '', listener].join('#');
}

type Described = Pick<
  GatewayClass | HttpRoute | Secret | GatewayState['resource'],
  'ref' | 'apiVersion' | 'metadata'
>;

function reportOn(of: Described, findings: readonly Finding[], outcome: Outcome): Report {
  return { ref: of.ref, apiVersion: of.apiVersion, generation: of.metadata.generation, findings, outcome };
}

/** gatewayClassReport: every class is ours. */
export function gatewayClassReport(resource: GatewayClass): Report {
  const Accepted = holds('Accepted', 'The GatewayClass was accepted');
  return reportOn(resource, [], { kind: 'object', verdicts: { Accepted } });
}

/** gatewayReport says what became of a gateway and its listeners; `attachedRoutes` counts the routes of a listener by name. */
export function gatewayReport(state: GatewayState, attachedRoutes: (listener: string) => number): Report {
  const { resource, model, listeners, verdicts, findings } = state;
  return reportOn(resource, findings, {
    kind: 'gateway',
    verdicts,
    addresses: model.addresses,
    listeners: listeners.map(l => ({
      name: l.name,
      port: l.port,
      supportedKinds: l.kinds,
      attachedRoutes: attachedRoutes(l.name),
      verdicts: l.verdicts,
    })),
  });
}

/** routeReport says what became of a route at each of its parents. */
export function routeReport(
  resource: HttpRoute,
  state: RouteState | undefined,
  attached: RouteParents | undefined,
): Report | undefined {
  if (state === undefined || attached === undefined) return undefined;
  const orphans = attached.parents.flatMap(({ accepted, parentRef }, i) =>
    accepted.holds
      ? []
      : [
          {
            severity: 'error',
            reason: accepted.reason,
            message: accepted.message,
            path: `spec.parentRefs[${indexOf(resource, parentRef, i)}]`,
            ref: resource.ref,
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
  const parents = attached.parents.map(p => parentReport(p, state));
  return reportOn(resource, [...state.findings, ...orphans, ...detached], { kind: 'route', parents });
}

function indexOf({ spec }: HttpRoute, parentRef: ParentReference, otherwise: number): number {
  const index = spec.parentRefs.indexOf(parentRef);
  return index < 0 ? otherwise : index;
}

function parentReport(parent: ParentState, state: RouteState): ParentReport {
  const verdicts: Verdicts = {
    Accepted: parent.accepted.holds ? (state.refused ?? parent.accepted) : parent.accepted,
    ResolvedRefs: state.resolvedRefs,
    ...(state.partiallyInvalid === undefined ? {} : { PartiallyInvalid: state.partiallyInvalid }),
  };
  return {
    parentRef: parent.parentRef,
    verdicts,
    listeners: parent.listeners,
    ...(parent.gateway === undefined ? {} : { gateway: parent.gateway }),
  };
}

/** certificateReport tells what is wrong with a key pair to its own author, not only to the listeners that wanted it. */
export function certificateReport(resource: Secret, state: CertificateState | undefined): Report | undefined {
  if (state === undefined) return undefined;
  const findings =
    state.kind === 'usable'
      ? state.findings
      : [
          {
            severity: 'warning',
            reason: 'InvalidCertificate',
            message: state.message,
            path: 'data',
            ref: resource.ref,
          } as const,
        ];
  if (findings.length === 0) return undefined;
  return reportOn(resource, findings, { kind: 'object', verdicts: {} });
}
