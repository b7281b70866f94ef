import type { Collection, Graph, Index, Tracker } from '#graph';
import type { XdsType } from '#lib/xds-resource.ts';
import {
  type Backend,
  type BackendUse,
  type Gateway,
  type HttpAttachment,
  type ProxyId,
  portKey,
  portsOf,
  routeTableOf,
} from '#model';
import { clusterName, listenerName, routeTableName, secretName } from './names.ts';

/** Member says that a view holds the resources of these types that have this name. */
export interface Member {
  readonly view: ProxyId;
  readonly types: readonly XdsType[];
  readonly name: string;
}

/** MembershipInputs is the reach of every proxy, in the model's words. */
export interface MembershipInputs {
  readonly gateways: Collection<Gateway>;
  readonly virtualHosts: Index<HttpAttachment>;
  readonly backendReaches: Collection<{ readonly proxy: ProxyId; readonly use: BackendUse }>;
  readonly certificateReaches: Collection<{ readonly proxy: ProxyId; readonly certificate: string }>;
  readonly backends: Collection<Backend>;
  /**
   * Ports that may be listened on, by `portKey`. A listener on another is not sent: Envoy would share the port with a
   * stranger, or be refused it and not ask again. Left out where nobody watches ports: then all may be.
   */
  readonly grantedPorts?: Collection<true>;
}

/** membership derives the members of every view, each by a key of its own. */
export function membership(graph: Graph, inputs: MembershipInputs): Collection<Member> {
  // Only whether endpoints are assigned matters here: a changed endpoint must not re-run every proxy that reaches it.
  const assigned = graph.view<Backend, true>('envoy/assigned-backends', inputs.backends, ({ discovery }) =>
    discovery === 'assigned' ? true : undefined,
  );
  return graph.join('envoy/members', [
    graph.derive<Gateway, Member>('envoy/gateway-members', inputs.gateways, (gateway, _key, track) => [
      ...portsOf(gateway)
        .filter(port => isGranted(inputs.grantedPorts, portKey(gateway.id, port), track))
        .map(port => member(gateway.id, 'listener', listenerName(gateway.id, port))),
      ...gateway.listeners.flatMap(l =>
        l.kind === 'http' ? [member(gateway.id, 'route', routeTableName(routeTableOf(gateway.id, l)))] : [],
      ),
    ]),
    // Their keys are those of what they are derived from: a key of its own for each would be most of what is kept here.
    graph.group<HttpAttachment, Member>(
      'envoy/virtual-host-members',
      inputs.virtualHosts,
      (name, [first]) => first && { view: first.table.proxy, types: alone.virtualHost, name },
    ),
    graph.map<{ proxy: ProxyId; use: BackendUse }, Member>(
      'envoy/backend-members',
      inputs.backendReaches,
      ({ proxy, use }, _key, track) => {
        const types = track.fetch(assigned, use.backend) ? withEndpoints : alone.cluster;
        return { view: proxy, types, name: clusterName(use) };
      },
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

function member(view: ProxyId, type: keyof typeof alone, name: string): readonly [string, Member] {
  return [[view, type, name].join('\n'), { view, types: alone[type], name }];
}

const alone = {
  cluster: ['cluster'],
  listener: ['listener'],
  route: ['route'],
  virtualHost: ['virtualHost'],
  secret: ['secret'],
} as const;
const withEndpoints = ['cluster', 'endpoints'] as const;
