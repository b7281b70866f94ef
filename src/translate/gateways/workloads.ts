import type { Collection, Graph } from '#graph';
import {
  type Gateway,
  type GatewayWorkload,
  portsOf,
  quicPortsOf,
  udpPortsOf,
  type WorkloadParameters,
  type WorkloadPort,
} from '#model';
import type { GatewayParameters } from '../envoy-proxies/gateway-parameters.ts';
import { given } from '../policies/given.ts';
import type { GatewayState } from './gateway.ts';

/**
 * gatewayWorkloads are the proxies that gateways of a cluster ask to have run; gateways that were not created in a cluster
 * run elsewhere.
 */
export function gatewayWorkloads(
  graph: Graph,
  states: Collection<GatewayState>,
  models: Collection<Gateway>,
  parameters: Collection<GatewayParameters>,
): Collection<GatewayWorkload> {
  return graph.map<GatewayState, GatewayWorkload>(
    'translate/gateway-workloads',
    states,
    (state, key, track) => {
      const model = track.fetch(models, key);
      return model && gatewayWorkload(state, model, track.fetch(parameters, key)?.workload);
    },
  );
}

function gatewayWorkload(
  { resource, controller, askedAddresses }: GatewayState,
  model: Gateway,
  parameters: WorkloadParameters | undefined,
): GatewayWorkload | undefined {
  const { metadata, spec } = resource;
  if (controller === undefined || metadata.uid === undefined) return undefined;
  if (parameters?.isSelfManaged === true) return undefined;
  return {
    id: model.id,
    gateway: model.origin,
    uid: metadata.uid,
    className: spec.gatewayClassName,
    ...(spec.impliedBy?.ref === undefined ? {} : { owner: spec.impliedBy.ref }),
    ports: workloadPorts(spec.listeners, model),
    labels: spec.infrastructure?.labels ?? {},
    annotations: spec.infrastructure?.annotations ?? {},
    addresses: askedAddresses,
    ...given({ process: model.process, parameters }),
  };
}

/** Ports of listeners that are out of force for the moment are kept: an address that was given up is seldom had again. */
function workloadPorts(
  written: readonly { readonly port: number; readonly protocol: string }[],
  model: Gateway,
): readonly WorkloadPort[] {
  const isUdp = ({ protocol }: { readonly protocol: string }) => protocol === 'UDP';
  const numbers = (protocol: WorkloadPort['protocol'], ports: readonly number[]) =>
    [...new Set(ports)].sort((a, b) => a - b).map(port => ({ protocol, port }));
  return [
    ...numbers('TCP', [...written.filter(l => !isUdp(l)).map(l => l.port), ...portsOf(model)]),
    ...numbers('UDP', [
      ...written.filter(isUdp).map(l => l.port),
      ...udpPortsOf(model),
      ...quicPortsOf(model),
    ]),
  ];
}
