import { isIP } from 'node:net';
import type { Collection, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { keptList } from '#lib/kept-list.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { certificatesOf, type Gateway as GatewayModel, proxyId, type Verdicts } from '#model';
import type { Gateway, GatewayClass, ListenerSet } from '#resources';
import type { Authorities } from '../authorities.ts';
import type { ReferenceGrants } from '../reference-grants.ts';
import { fails, holds } from '../verdict.ts';
import type { CertificateState } from './certificate.ts';
import { resolveFrontend } from './client-validation.ts';
import { isInvalid, type ListenerState, translateListener, withoutGateway } from './listener.ts';
import { findConflicts } from './listener-conflict.ts';
import { findOverlaps } from './listener-overlap.ts';
import { type ListenerSetState, listenerSetState } from './listener-set.ts';
import { gatewayClassKey } from './ownership.ts';
import type { SharedProxy } from './shared-proxies.ts';
import { shownByGateway } from './shown-certificate.ts';

/** GatewayState is a gateway as translated. */
export interface GatewayState {
  readonly resource: Gateway;
  readonly model: GatewayModel;
  readonly askedAddresses: readonly string[];
  /** Those that are written in the Gateway. */
  readonly listeners: readonly ListenerState[];
  /** The ListenerSets that may add to them. */
  readonly sets: readonly ListenerSetState[];
  readonly verdicts: Verdicts;
  readonly findings: readonly Finding[];
  /** See `Inputs.controllers`. */
  readonly controller: string | undefined;
}

/** GatewayContext is what a gateway is translated with. */
export interface GatewayContext {
  readonly classes: Collection<GatewayClass>;
  readonly certificates: Collection<CertificateState>;
  readonly authorities: Authorities;
  readonly grants: ReferenceGrants;
  readonly track: Tracker;
  readonly controller: string | undefined;
  /** Set in a cluster: there `spec.addresses` are addresses at which to be reached, not addresses of a machine to bind. */
  readonly runsProxies: boolean;
  /** ListenerSets that may add to its listeners, in order of precedence. */
  readonly sets: readonly ListenerSet[];
  /** The proxy that it shares with other gateways, if it does. */
  readonly shared: SharedProxy | undefined;
}

/** translateGateway decides about a gateway and all of its listeners. */
export function translateGateway(gateway: Gateway, context: GatewayContext): GatewayState {
  const { ref } = gateway;
  const id = context.shared?.id ?? proxyId({ kind: 'gateway', namespace: ref.namespace, name: ref.name });
  const frontend = resolveFrontend(gateway, context);
  const holders = [gateway, ...context.sets];
  const sharing = context.shared && resourceKey(ref);
  const conflicts = context.shared?.conflicts ?? findConflicts(holders);
  const addresses = bindAddresses(gateway, context);
  const problem = addresses.findings[0]?.message;
  const translated = holders.map((holder, rank) =>
    holder.spec.listeners.map((l, i) => {
      const own = { ...context, sharing };
      const listener = translateListener(holder, l, i, conflicts[rank]?.[i], frontend, own);
      return problem === undefined ? listener : withoutGateway(listener);
    }),
  );
  const [listeners = [], ...ofSets] = withOverlaps(translated, context);
  const shown = shownByGateway(gateway, context);
  const sets = context.sets.map((set, i) =>
    listenerSetState(set, { key: resourceKey(ref), proxy: id }, ofSets[i] ?? [], problem !== undefined),
  );
  const findings = [
    ...classFindings(gateway, context),
    ...addresses.findings,
    ...frontend.findings,
    ...shown.findings,
    ...listeners.flatMap(l => l.findings),
  ];
  const all = [listeners, ...ofSets].flat();
  const inForce = keptList(all.flatMap(l => l.inForce ?? []));
  return {
    resource: gateway,
    model: {
      id,
      origin: resourceKey(ref),
      addresses: context.runsProxies || problem !== undefined ? [] : addresses.values,
      listeners: inForce,
      ...(shown.facets === undefined ? {} : { facets: shown.facets }),
    },
    listeners,
    sets: keptList(sets),
    askedAddresses: addresses.values,
    verdicts: {
      ...verdicts(listeners, inForce.length, problem),
      ...shown.verdicts,
      ...frontend.verdicts,
    },
    findings: keptList(findings),
    controller: context.controller,
  };
}

function withOverlaps(
  held: readonly (readonly ListenerState[])[],
  { certificates, track }: GatewayContext,
): readonly (readonly ListenerState[])[] {
  const overlaps = findOverlaps(held.flat(), ({ inForce }) =>
    (inForce === undefined ? [] : certificatesOf(inForce)).flatMap(key => {
      const state = track.fetch(certificates, key);
      return state?.kind === 'usable' ? state.names : [];
    }),
  );
  return held.map(listeners =>
    keptList(
      listeners.map(listener => {
        const OverlappingTLSConfig = overlaps.get(listener);
        if (OverlappingTLSConfig === undefined) return listener;
        return { ...listener, verdicts: { ...listener.verdicts, OverlappingTLSConfig } };
      }),
    ),
  );
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

/** With files every GatewayClass is ours; one that is written nowhere is most likely a slip. */
function classFindings(gateway: Gateway, { classes, track }: GatewayContext): Finding[] {
  const { gatewayClassName: name, impliedBy } = gateway.spec;
  if (impliedBy !== undefined) return [];
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

function bindAddresses(
  gateway: Gateway,
  { shared }: GatewayContext,
): { values: string[]; findings: Finding[] } {
  const values: string[] = [];
  const findings: Finding[] = [];
  if (shared?.isElsewhere === true) {
    findings.push({
      severity: 'error',
      reason: 'UnsupportedAddress',
      message:
        'its addresses are others than those of the oldest Gateway of its class, with which it shares a proxy (mergeGateways); write the same for all of them, or none',
      path: 'spec.addresses',
      ref: gateway.ref,
    });
  }
  for (const [i, { type, value }] of gateway.spec.addresses.entries()) {
    if (type === 'IPAddress' && value !== undefined && isIP(value) !== 0) values.push(value);
    else if (type !== 'IPAddress' || (value !== undefined && value !== '')) {
      findings.push({
        severity: 'error',
        reason: 'UnsupportedAddress',
        message: `${type} ${value ?? ''} cannot be bound; write an IP address`,
        path: `spec.addresses[${i}]`,
        ref: gateway.ref,
      });
    }
  }
  return { values, findings };
}
