import type { Collection, Graph, Index, Tracker } from '#graph';
import type { XdsType } from '#lib/xds-resource.ts';
import {
  type BackendUse,
  type Gateway,
  type HttpAttachment,
  type ProxyId,
  portKey,
  portsOf,
  routeTableOf,
  udpPortsOf,
} from '#model';
import { clusterName, listenerName, routeTableName, secretName, udpListenerName } from './names.ts';

/** Member says that a set holds the resource of this name. Endpoints come with the clusters that need them. */
export interface Member {
  readonly set: ProxyId;
  readonly type: XdsType;
  readonly name: string;
}

/** MembershipInputs is the reach of every proxy, in the model's words. */
export interface MembershipInputs {
  readonly gateways: Collection<Gateway>;
  readonly virtualHosts: Index<HttpAttachment>;
  readonly backendReaches: Collection<{ readonly proxy: ProxyId; readonly use: BackendUse }>;
  readonly certificateReaches: Collection<{ readonly proxy: ProxyId; readonly certificate: string }>;
  /**
   * Ports that may be listened on, by `portKey`. A listener on another is not sent: Envoy would share the port with a
   * stranger, or be refused it and not ask again. Left out where nobody watches ports: then all may be.
   */
  readonly grantedPorts?: Collection<true>;
}

/** membership derives the members of every set, each by a key of its own. A gateway's set has its name. */
export function membership(graph: Graph, inputs: MembershipInputs): Collection<Member> {
  return graph.join('envoy/members', [
    graph.derive<Gateway, Member>('envoy/gateway-members', inputs.gateways, (gateway, _key, track) => [
      ...portsOf(gateway)
        .filter(port => isGranted(inputs.grantedPorts, portKey(gateway.id, port), track))
        .map(port => member(gateway.id, 'listener', listenerName(gateway.id, port))),
      ...udpPortsOf(gateway).map(port => member(gateway.id, 'listener', udpListenerName(gateway.id, port))),
      ...gateway.listeners.flatMap(l =>
        l.kind === 'http' ? [member(gateway.id, 'route', routeTableName(routeTableOf(gateway.id, l)))] : [],
      ),
    ]),
    // Their keys are those of what they are derived from: a key of its own for each would be most of what is kept here.
    graph.group<HttpAttachment, Member>(
      'envoy/virtual-host-members',
      inputs.virtualHosts,
      (name, [first]) => first && { set: first.table.proxy, type: 'virtualHost', name },
    ),
    graph.view<{ proxy: ProxyId; use: BackendUse }, Member>(
      'envoy/backend-members',
      inputs.backendReaches,
      ({ proxy, use }) => ({ set: proxy, type: 'cluster', name: clusterName(use) }),
    ),
    graph.derive<{ proxy: ProxyId; certificate: string }, Member>(
      'envoy/secret-members',
      inputs.certificateReaches,
      ({ proxy, certificate }) => [member(proxy, 'secret', secretName(certificate))],
    ),
  ]);
}

function isGranted(granted: Collection<true> | undefined, key: string, track: Tracker): boolean {
  return granted === undefined || track.fetch(granted, key) !== undefined;
}

function member(set: ProxyId, type: XdsType, name: string): readonly [string, Member] {
  return [[set, type, name].join('\n'), { set, type, name }];
}
