import type { Collection, Graph, Index, Tracker } from '#graph';
import type { XdsType } from '#lib/xds-resource.ts';
import {
  type BackendUse,
  type Capture,
  type Gateway,
  type Hostname,
  type HttpAttachment,
  isPlace,
  type ProxyId,
  portKey,
  portsOf,
  quicPortsOf,
  routeTableOf,
  udpPortsOf,
} from '#model';
import type { Member } from './member.ts';
import { captureMembers } from './mesh/capture.ts';
import {
  clusterName,
  hostnameName,
  listenerName,
  quicListenerName,
  routeTableName,
  secretName,
  udpListenerName,
} from './names.ts';

/** MembershipInputs is the reach of every proxy, in the model's words. */
export interface MembershipInputs {
  readonly gateways: Collection<Gateway>;
  /** Which sets hold an inbound or an outbound of sidecars, by its id. */
  readonly captures: Collection<Capture>;
  readonly setsOfPlace: Index<{ readonly set: string }>;
  /** Which sets hold a name. */
  readonly names: Collection<{ readonly set: string; readonly hostname: Hostname }>;
  readonly virtualHosts: Index<HttpAttachment>;
  readonly backendReaches: Collection<{ readonly proxy: ProxyId; readonly use: BackendUse }>;
  readonly certificateReaches: Collection<{ readonly proxy: ProxyId; readonly certificate: string }>;
  /**
   * Ports that may be listened on, by `portKey`. A listener on another is not sent: Envoy would share the port with a
   * stranger, or be refused it and not ask again. Left out where nobody watches ports: then all may be.
   */
  readonly grantedPorts?: Collection<true>;
}

/**
 * membership derives the members of every set, each by a key of its own. A gateway's set has its name. What a sidecar's places
 * need is in each set that holds the place.
 */
export function membership(graph: Graph, inputs: MembershipInputs): Collection<Member> {
  const members = graph.join<Member>('envoy/members-of-places', [
    graph.derive<Gateway, Member>('envoy/gateway-members', inputs.gateways, (gateway, _key, track) => [
      ...portsOf(gateway)
        .filter(
          port =>
            gateway.side !== undefined || isGranted(inputs.grantedPorts, portKey(gateway.id, port), track),
        )
        .map(port => member(gateway.id, 'listener', listenerName(gateway.id, port))),
      ...udpPortsOf(gateway).map(port => member(gateway.id, 'listener', udpListenerName(gateway.id, port))),
      ...quicPortsOf(gateway).map(port => member(gateway.id, 'listener', quicListenerName(gateway.id, port))),
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
  const ofPlaces = graph.view<Member, Member>('envoy/members-of-mesh-places', members, m =>
    isPlace(m.set) ? m : undefined,
  );
  return graph.join('envoy/members', [
    graph.view<Member, Member>('envoy/members-of-gateways', members, m => (isPlace(m.set) ? undefined : m)),
    captureMembers(graph, inputs.captures),
    graph.view<{ set: string; hostname: Hostname }, Member>(
      'envoy/name-members',
      inputs.names,
      ({ set, hostname }) => ({ set, type: 'hostname', name: hostnameName(hostname) }),
    ),
    graph.derive<Member, Member>('envoy/mesh-members', ofPlaces, ({ set: place, type, name }, _key, track) =>
      track.fetchAll(inputs.setsOfPlace, place).map(({ set }) => member(set, type, name)),
    ),
  ]);
}

function isGranted(granted: Collection<true> | undefined, key: string, track: Tracker): boolean {
  return granted === undefined || track.fetch(granted, key) !== undefined;
}

function member(set: string, type: XdsType, name: string): readonly [string, Member] {
  return [[set, type, name].join('\n'), { set, type, name }];
}
