import { isIP } from 'node:net';
import type { Collection, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { keptList } from '#lib/kept-list.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { type Gateway as GatewayModel, proxyId, type Verdicts } from '#model';
import type { Gateway, GatewayClass, ListenerSet } from '#resources';
import type { Authorities } from '../authorities.ts';
import type { ReferenceGrants } from '../reference-grants.ts';
import { fails, holds } from '../verdict.ts';
import type { CertificateState } from './certificate.ts';
import { resolveFrontend } from './client-validation.ts';
import { isInvalid, type ListenerState, translateListener } from './listener.ts';
import { findConflicts } from './listener-conflict.ts';
import { type ListenerSetState, listenerSetState } from './listener-set.ts';
import { gatewayClassKey } from './ownership.ts';
import { shownByGateway } from './shown-certificate.ts';

/** GatewayState is a gateway as translated. */
export interface GatewayState {
  readonly resource: Gateway;
  readonly model: GatewayModel;
  /** Its own. */
  readonly listeners: readonly ListenerState[];
  /** Those that may add to them. */
  readonly sets: readonly ListenerSetState[];
  readonly verdicts: Verdicts;
  readonly findings: readonly Finding[];
  /** See `Inputs.controllers`. */
  readonly controller: string | undefined;
}

/** GatewayContext is what a gateway is translated against. */
export interface GatewayContext {
  readonly classes: Collection<GatewayClass>;
  readonly certificates: Collection<CertificateState>;
  readonly authorities: Authorities;
  readonly grants: ReferenceGrants;
  readonly track: Tracker;
  readonly controller: string | undefined;
  /** ListenerSets that may add to its listeners, in order of precedence. */
  readonly sets: readonly ListenerSet[];
}

/** translateGateway decides about a gateway and all of its listeners. */
export function translateGateway(gateway: Gateway, context: GatewayContext): GatewayState {
  const { ref } = gateway;
  const frontend = resolveFrontend(gateway, context);
  const holders = [gateway, ...context.sets];
  const conflicts = findConflicts(holders);
  const [listeners = [], ...ofSets] = holders.map((holder, rank) =>
    keptList(
      holder.spec.listeners.map((l, i) =>
        translateListener(holder, l, i, conflicts[rank]?.[i], frontend, context),
      ),
    ),
  );
  const shown = shownByGateway(gateway, context);
  const addresses = bindAddresses(gateway);
  const problem = addresses.findings[0]?.message;
  const sets = context.sets.map((set, i) =>
    listenerSetState(set, resourceKey(ref), ofSets[i] ?? [], problem !== undefined),
  );
  const findings = [
    ...classFindings(gateway, context),
    ...addresses.findings,
    ...frontend.findings,
    ...shown.findings,
    ...listeners.flatMap(l => l.findings),
  ];
  const all = [listeners, ...ofSets].flat();
  const inForce = keptList(problem === undefined ? all.flatMap(l => l.inForce ?? []) : []);
  return {
    resource: gateway,
    model: {
      id: proxyId({ kind: 'gateway', namespace: ref.namespace, name: ref.name }),
      origin: resourceKey(ref),
      addresses: addresses.values,
      listeners: inForce,
      ...(shown.facets === undefined ? {} : { facets: shown.facets }),
    },
    listeners,
    sets: keptList(sets),
    verdicts: { ...verdicts(listeners, inForce.length, problem), ...shown.verdicts },
    findings: keptList(findings),
    controller: context.controller,
  };
}

function verdicts(
  listeners: readonly ListenerState[],
  inForce: number,
  addressProblem: string | undefined,
): Verdicts {
  if (addressProblem !== undefined) {
    return {
      Accepted: fails('UnsupportedAddress', addressProblem),
      Programmed: fails('Invalid', addressProblem),
    };
  }
  const invalid = listeners.filter(isInvalid);
  const names = invalid.map(l => l.section).join(', ');
  const accepted =
    invalid.length === 0
      ? holds('Accepted', 'The Gateway was accepted')
      : {
          holds: inForce > 0,
          reason: 'ListenersNotValid',
          message: `Not valid: ${names}; see the listeners' conditions`,
        };
  return {
    Accepted: accepted,
    Programmed:
      inForce > 0
        ? holds('Programmed', 'The Gateway is part of the configuration')
        : fails('Invalid', 'No listener is in force'),
  };
}

/** From files every GatewayClass is ours; one that nobody wrote is most likely a slip. */
function classFindings(gateway: Gateway, { classes, track }: GatewayContext): Finding[] {
  const name = gateway.spec.gatewayClassName;
  if (track.fetch(classes, gatewayClassKey(name)) !== undefined) return [];
  return [
    {
      severity: 'warning',
      reason: 'GatewayClassNotFound',
      message: `GatewayClass ${name} is written nowhere; it is taken for one of Fairlead's`,
      path: 'spec.gatewayClassName',
      ref: gateway.ref,
    },
  ];
}

function bindAddresses(gateway: Gateway): { values: string[]; findings: Finding[] } {
  const values: string[] = [];
  const findings: Finding[] = [];
  for (const [i, { type, value }] of gateway.spec.addresses.entries()) {
    if (type === 'IPAddress' && value !== undefined && isIP(value) !== 0) values.push(value);
    else if (type !== 'IPAddress' || (value !== undefined && value !== '')) {
      findings.push({
        severity: 'error',
        reason: 'UnsupportedAddress',
        message: `${type} ${value ?? ''} cannot be bound; write an IP address of this machine`,
        path: `spec.addresses[${i}]`,
        ref: gateway.ref,
      });
    }
  }
  return { values, findings };
}
