import type { Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { displayRef, parseResourceKey, type ResourceRef } from '#lib/resource-ref.ts';
import type {
  AssignedAddresses,
  ListenerName,
  ListenerReport,
  Report,
  Verdict,
  Verdicts,
  WorkloadRefusal,
} from '#model';
import { type GatewayClass, gatewayApiGroup, type ListenerSet } from '#resources';
import {
  findParameters,
  type GatewayParameters,
  type ParametersLookup,
  parametersFinding,
  parametersOfClass,
  problemsOf,
} from '../envoy-proxies/gateway-parameters.ts';
import { reportOn } from '../report.ts';
import { fails, holds } from '../verdict.ts';
import type { GatewayState } from './gateway.ts';
import type { ListenerState } from './listener.ts';
import { isAttached, type ListenerSetState, parentOf } from './listener-set.ts';

/**
 * gatewayClassReport is the report on a class of ours; `features` are the Gateway API features that its status lists, if it
 * lists any.
 */
export function gatewayClassReport(
  resource: GatewayClass,
  lookup: ParametersLookup,
  track: Tracker,
  features: readonly string[] | undefined,
): Report {
  const ref = parametersOfClass(resource);
  const found = ref && findParameters(ref, lookup, track);
  const Accepted = invalid(problemsOf(found)) ?? holds('Accepted', 'The GatewayClass was accepted');
  const findings =
    ref !== undefined && found !== undefined && 'problem' in found
      ? [parametersFinding(resource, ref, found.problem)]
      : [];
  return reportOn(resource, findings, {
    kind: 'object',
    verdicts: { Accepted },
    ...(features === undefined ? {} : { features }),
  });
}

/** Only what the parameters would set depends on them: traffic is served without them. */
function invalid(problems: readonly string[]): Verdict | undefined {
  if (problems.length === 0) return undefined;
  const message = `Invalid ${problems.join('; invalid ')}. Traffic is served without it`;
  return fails('InvalidParameters', message);
}

/**
 * gatewayReport says what became of a gateway and its listeners; `attachedRoutes` counts the routes of a listener by name. Where
 * its proxies are run for it, `assigned` are the addresses by which clients find them.
 */
export function gatewayReport(
  state: GatewayState,
  parameters: GatewayParameters | undefined,
  attachedRoutes: CountRoutes,
  assigned?: AssignedAddresses,
): Report {
  const { resource, model, listeners, sets, findings } = state;
  const verdicts = assigned === undefined ? state.verdicts : findable(state.verdicts, assigned);
  const Accepted = verdicts.Accepted?.holds === true ? invalid(parameters?.problems ?? []) : undefined;
  return reportOn(resource, [...findings, ...(parameters?.findings ?? [])], {
    kind: 'gateway',
    proxy: model.id,
    verdicts: Accepted === undefined ? verdicts : { ...verdicts, Accepted },
    addresses: assigned?.addresses ?? model.addresses,
    listeners: listeners.map(l => listenerReport(l, attachedRoutes)),
    attachedListenerSets: sets.filter(isAttached).length,
  });
}

/** The Gateway API's reasons why a gateway is not programmed. */
const reasons: Readonly<Record<WorkloadRefusal['kind'], string>> = {
  address: 'AddressNotUsable',
  invalid: 'Invalid',
  quota: 'NoResources',
  pending: 'Pending',
};

/** A gateway without an address is not programmed, nor is one whose proxies are not run as it asks. */
function findable(verdicts: Verdicts, { addresses, refused }: AssignedAddresses): Verdicts {
  if (verdicts.Programmed?.holds !== true) return verdicts;
  if (refused !== undefined) {
    return { ...verdicts, Programmed: fails(reasons[refused.kind], refused.message) };
  }
  if (addresses.length > 0) return verdicts;
  const message = 'Its Service has no address yet by which clients find it';
  return { ...verdicts, Programmed: fails('AddressNotAssigned', message) };
}

/** listenerSetReport says what became of a set that its gateway allows. */
export function listenerSetReport(state: ListenerSetState, attachedRoutes: CountRoutes): Report {
  const { resource, gateway, proxy, listeners, verdicts, findings } = state;
  return reportOn(resource, findings, {
    kind: 'listener-set',
    verdicts,
    listeners: listeners.map(l => listenerReport(l, attachedRoutes)),
    gateway,
    proxy,
  });
}

/** unattachedSetReport says why a set adds to nothing; `isOthers` where that may be for another controller to decide. */
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
  const supportedKinds = kinds.filter(({ isUnlisted }) => isUnlisted === undefined);
  return { name: section, port, supportedKinds, attachedRoutes: attachedRoutes(name), verdicts };
}
