import type { Finding } from '#lib/finding.ts';
import { displayRef, parseResourceKey, type ResourceRef } from '#lib/resource-ref.ts';
import type { ListenerName, ListenerReport, Report } from '#model';
import { type GatewayClass, gatewayApiGroup, type ListenerSet } from '#resources';
import { reportOn } from '../report.ts';
import { fails, holds } from '../verdict.ts';
import type { GatewayState } from './gateway.ts';
import type { ListenerState } from './listener.ts';
import { isAttached, type ListenerSetState, parentOf } from './listener-set.ts';

/** gatewayClassReport is the report on a class of ours. */
export function gatewayClassReport(resource: GatewayClass): Report {
  const Accepted = holds('Accepted', 'The GatewayClass was accepted');
  return reportOn(resource, [], { kind: 'object', verdicts: { Accepted } });
}

/** gatewayReport says what became of a gateway and its listeners; `attachedRoutes` counts the routes of a listener by name. */
export function gatewayReport(state: GatewayState, attachedRoutes: CountRoutes): Report {
  const { resource, model, listeners, sets, verdicts, findings } = state;
  return reportOn(resource, findings, {
    kind: 'gateway',
    verdicts,
    addresses: model.addresses,
    listeners: listeners.map(l => listenerReport(l, attachedRoutes)),
    attachedListenerSets: sets.filter(isAttached).length,
  });
}

/** listenerSetReport says what became of a set that its gateway allows. */
export function listenerSetReport(state: ListenerSetState, attachedRoutes: CountRoutes): Report {
  const { resource, gateway, listeners, verdicts, findings } = state;
  return reportOn(resource, findings, {
    kind: 'listener-set',
    verdicts,
    listeners: listeners.map(l => listenerReport(l, attachedRoutes)),
    gateway,
  });
}

/** unattachedSetReport says why a set adds to nothing; `isOthers`: that may be for another controller to decide. */
export function unattachedSetReport(
  set: ListenerSet,
  isGatewayThere: boolean,
  isOthers: boolean,
): Report | undefined {
  const { ref, spec } = set;
  const parent = parseResourceKey(parentOf(set));
  const { reason, message, path } = isGatewayThere ? notAllowed(parent) : missing(parent);
  const finding: Finding = {
    severity: 'error',
    reason,
    message,
    path,
    ref,
    ...(isGatewayThere || spec.parentRef.kind === 'Gateway' ? { cause: parent } : {}),
  };
  const programmed = reason === 'ParentNotAccepted' ? 'ParentNotProgrammed' : reason;
  const verdicts = isOthers
    ? {}
    : { Accepted: fails(reason, message), Programmed: fails(programmed, message) };
  return reportOn(set, [finding], { kind: 'listener-set', verdicts, listeners: [] });
}

function notAllowed(gateway: ResourceRef) {
  const message = `${displayRef(gateway)} allows no ListenerSet of this namespace; its spec.allowedListeners says which`;
  return { reason: 'NotAllowed', message, path: 'spec.parentRef' };
}

function missing(parent: ResourceRef) {
  const isGateway = parent.group === gatewayApiGroup && parent.kind === 'Gateway';
  const message = isGateway
    ? `${displayRef(parent)} was not found`
    : `${parent.kind} has no listeners to add to; name a Gateway`;
  return { reason: isGateway ? 'ParentNotAccepted' : 'Invalid', message, path: 'spec.parentRef' };
}

type CountRoutes = (listener: ListenerName) => number;

function listenerReport(listener: ListenerState, attachedRoutes: CountRoutes): ListenerReport {
  const { name, section, port, kinds, verdicts } = listener;
  return { name: section, port, supportedKinds: kinds, attachedRoutes: attachedRoutes(name), verdicts };
}
