import { isIP } from 'node:net';
import type { Collection, Graph, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { keptList } from '#lib/kept-list.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Gateway as GatewayModel, ProxyId, RouteTable, Verdicts } from '#model';
import type { Gateway, GatewayClass } from '#resources';
import type { CertificateState } from './certificate.ts';
import type { Inputs } from './inputs.ts';
import { type ListenerState, translateListener } from './listener.ts';
import type { ReferenceGrants } from './reference-grants.ts';
import { fails, holds } from './verdict.ts';

/** GatewayState is a gateway as translated. */
export interface GatewayState {
  readonly resource: Gateway;
  readonly model: GatewayModel;
  readonly listeners: readonly ListenerState[];
  readonly verdicts: Verdicts;
  readonly findings: readonly Finding[];
}

/** AttachPoint is what routes need to know of a gateway: a gateway whose status alone changes re-runs no route. */
export interface AttachPoint {
  readonly gateway: ResourceKey;
  readonly namespace: string;
  readonly listeners: readonly AttachListener[];
}

/** AttachListener is one listener that routes may attach to, and the table that all of them go to. */
export interface AttachListener extends Omit<ListenerState, 'verdicts' | 'findings'> {
  readonly table: RouteTable;
}

export interface TranslatedGateways {
  readonly states: Collection<GatewayState>;
  readonly models: Collection<GatewayModel>;
  readonly attachPoints: Collection<AttachPoint>;
}

export function translateGateways(
  graph: Graph,
  inputs: Inputs,
  certificates: Collection<CertificateState>,
  grants: ReferenceGrants,
): TranslatedGateways {
  const classes = inputs.of('gateway-api/GatewayClass');
  const states = graph.map<Gateway, GatewayState>(
    'translate/gateways',
    inputs.of('gateway-api/Gateway'),
    (gateway, _key, track) => translate(gateway, { classes, certificates, grants, track }),
  );
  return {
    states,
    models: graph.view<GatewayState, GatewayModel>('translate/gateway-models', states, ({ model }) => model),
    attachPoints: graph.map<GatewayState, AttachPoint>(
      'translate/attach-points',
      states,
      ({ model, resource, listeners }) => ({
        gateway: model.origin,
        namespace: resource.ref.namespace,
        listeners: listeners.map(({ verdicts, findings, ...rest }) => ({
          table: tableOf(model.id, rest),
          ...rest,
        })),
      }),
    ),
  };
}

/** The one route table that all routes of a listener go to: HTTPS listeners have their own, the others one for each port. */
function tableOf(proxy: ProxyId, { name, port, inForce }: Omit<AttachListener, 'table'>): RouteTable {
  return inForce?.tls === undefined ? { proxy, port } : { proxy, port, listener: name };
}

interface Context {
  readonly classes: Collection<GatewayClass>;
  readonly certificates: Collection<CertificateState>;
  readonly grants: ReferenceGrants;
  readonly track: Tracker;
}

function translate(gateway: Gateway, context: Context): GatewayState {
  const { ref, spec } = gateway;
  const listeners = keptList(spec.listeners.flatMap((_, i) => translateListener(gateway, i, context) ?? []));
  const addresses = bindAddresses(gateway);
  const findings = [
    ...classFindings(gateway, context),
    ...addresses.findings,
    ...listeners.flatMap(l => l.findings),
  ];
  const inForce = keptList(addresses.findings.length === 0 ? listeners.flatMap(l => l.inForce ?? []) : []);
  return {
    resource: gateway,
    model: {
      id: `${ref.namespace}/${ref.name}`,
      origin: resourceKey(ref),
      addresses: addresses.values,
      listeners: inForce,
    },
    listeners,
    verdicts: verdicts(listeners, inForce.length, addresses.findings[0]?.message),
    findings: keptList(findings),
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
  const invalid = listeners.filter(l => l.inForce === undefined || l.verdicts.ResolvedRefs?.holds === false);
  const names = invalid.map(l => l.name).join(', ');
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
function classFindings(gateway: Gateway, { classes, track }: Context): Finding[] {
  const name = gateway.spec.gatewayClassName;
  const key = resourceKey({
    group: 'gateway.networking.k8s.io',
    kind: 'GatewayClass',
    zone: localZone,
    namespace: '',
    name,
  });
  if (track.fetch(classes, key) !== undefined) return [];
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
