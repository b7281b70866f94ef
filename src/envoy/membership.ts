import type { Collection, Graph, Index, Tracker } from '#graph';
import {
  type BackendUse,
  type Gateway,
  type Hostname,
  type HttpAttachment,
  isPlace,
  type ProxyId,
  portKey,
  portsOf,
  quicPortsOf,
  type RouteTable,
  routeTableOf,
  type Sidecar,
  speaksBoth,
  udpPortsOf,
} from '#model';
import { type Member, member, memberOf } from './member.ts';
import { type CaptureInputs, captureMembers } from './mesh/capture.ts';
import { metricsMembers } from './mesh/metrics-pages.ts';
import { pushedMetricsMembers } from './mesh/pushed-metrics.ts';
import {
  clusterKey,
  clusterName,
  hostnameName,
  itself,
  listenerName,
  olderName,
  quicListenerName,
  routeTableName,
  secretName,
  udpListenerName,
  virtualHostName,
} from './names.ts';
import { isSharing } from './shared-use.ts';

/** MembershipInputs is what every proxy reaches, in the model's words. */
export interface MembershipInputs extends CaptureInputs {
  readonly gateways: Collection<Gateway>;
  readonly sidecars: Collection<Sidecar>;
  /** Which sets hold an inbound or an outbound of sidecars, by its id. */
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

/** Membership is what is in every set, and what each place of sidecars needs, as members of the place. */
export interface Membership {
  readonly members: Collection<Member>;
  readonly ofPlaces: Collection<Member>;
}

/**
 * membership derives the members of every set, each by a key of its own. A gateway's set has its name. What a sidecar's places
 * need is in each set that holds the place.
 */
export function membership(graph: Graph, inputs: MembershipInputs): Membership {
  const all = graph.join<Member>('envoy/members-of-places', [
    graph.derive<Gateway, Member>('envoy/gateway-members', inputs.gateways, (gateway, _key, track) => [
      ...portsOf(gateway)
        .filter(
          port =>
            gateway.side !== undefined || isGranted(inputs.grantedPorts, portKey(gateway.id, port), track),
        )
        .map(port =>
          member(gateway.id, 'listener', listenerName(gateway, port), listenerName(itself(gateway), port)),
        ),
      ...udpPortsOf(gateway).map(port => member(gateway.id, 'listener', udpListenerName(gateway.id, port))),
      ...quicPortsOf(gateway).map(port => member(gateway.id, 'listener', quicListenerName(gateway.id, port))),
      ...gateway.listeners.flatMap(l => (l.kind === 'http' ? [tableMember(routeTableOf(gateway, l))] : [])),
    ]),
    // These members keep the keys of what they are derived from: keys of their own would take most of the memory here.
    graph.group<HttpAttachment, Member>(
      'envoy/virtual-host-members',
      inputs.virtualHosts,
      (key, [first]) =>
        first && memberOf(first.table.proxy, 'virtualHost', virtualHostName(first.table, first.domain), key),
    ),
    graph.view<{ proxy: ProxyId; use: BackendUse }, Member>(
      'envoy/backend-members',
      inputs.backendReaches,
      ({ proxy, use }) => memberOf(proxy, 'cluster', clusterName(use), clusterKey(use)),
    ),
    graph.derive<{ proxy: ProxyId; use: BackendUse }, Member>(
      'envoy/internal-members',
      inputs.backendReaches,
      ({ proxy, use }) => {
        if (isSharing(use)) return [member(proxy, 'listener', clusterName(use))];
        if (!speaksBoth(use) || use.failover !== undefined) return [];
        return [member(proxy, 'listener', olderName(use)), member(proxy, 'cluster', olderName(use))];
      },
    ),
    graph.derive<{ proxy: ProxyId; certificate: string }, Member>(
      'envoy/secret-members',
      inputs.certificateReaches,
      ({ proxy, certificate }) => [member(proxy, 'secret', secretName(certificate))],
    ),
  ]);
  const ofPlaces = graph.view<Member, Member>('envoy/members-of-mesh-places', all, m =>
    isPlace(m.set) ? m : undefined,
  );
  const members = graph.join('envoy/members', [
    graph.view<Member, Member>('envoy/members-of-gateways', all, m => (isPlace(m.set) ? undefined : m)),
    captureMembers(graph, inputs),
    metricsMembers(graph, inputs.sidecars),
    pushedMetricsMembers(graph, inputs.sidecars),
    graph.view<{ set: string; hostname: Hostname }, Member>(
      'envoy/name-members',
      inputs.names,
      ({ set, hostname }) => ({ set, type: 'hostname', name: hostnameName(hostname) }),
    ),
    graph.derive<Member, Member>(
      'envoy/mesh-members',
      ofPlaces,
      ({ set: place, type, name, key }, _key, track) =>
        track.fetchAll(inputs.setsOfPlace, place).map(({ set }) => member(set, type, name, key)),
    ),
  ]);
  return { members, ofPlaces };
}

function isGranted(granted: Collection<true> | undefined, key: string, track: Tracker): boolean {
  return granted === undefined || track.fetch(granted, key) !== undefined;
}

function tableMember(table: RouteTable): readonly [string, Member] {
  return member(table.proxy, 'route', routeTableName(table), routeTableName(itself(table)));
}
