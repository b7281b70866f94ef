import type { MessageInitShape } from '@bufbuild/protobuf';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { RouteSchema } from '#gen/envoy/extensions/filters/udp/udp_proxy/v3/route_pb.js';
import { UdpProxyConfigSchema } from '#gen/envoy/extensions/filters/udp/udp_proxy/v3/udp_proxy_pb.js';
import { SourcePortInputSchema } from '#gen/envoy/extensions/matching/common_inputs/network/v3/network_inputs_pb.js';
import type { MatcherSchema } from '#gen/xds/type/matcher/v3/matcher_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import {
  connectionRoute,
  type Destination,
  type Gateway,
  originsOn,
  type UdpAttachment,
  usesOf,
} from '#model';
import { udpAddress } from './address.ts';
import { encode } from './encode.ts';
import { extension } from './extension.ts';
import { listenerPartOf } from './listener-facets/index.ts';
import { clusterName, invalidClusterName, udpListenerName, withoutDots } from './names.ts';
import { withoutRefused } from './telemetry-parts.ts';

const anyIpv4 = '0.0.0.0';

/** encodeUdpListener makes the Envoy listener of a port of UDP. Without a route that leads anywhere, datagrams are dropped. */
export function encodeUdpListener(
  gateway: Gateway,
  port: number,
  attached: readonly UdpAttachment[],
  refused?: ReadonlyMap<string, string>,
): XdsResource {
  const name = udpListenerName(gateway.id, port);
  const route = connectionRoute(attached);
  const destinations = route?.forwarding.destinations.filter(d => d.weight > 0) ?? [];
  const [address = anyIpv4, ...more] = gateway.addresses;
  const { listeners, ...told } = withoutRefused(
    gateway.listeners.filter(l => l.port === port && l.kind === 'udp'),
    refused,
  );
  const part = listenerPartOf(listeners[0]?.facets);
  const bytes = encode(ListenerSchema, {
    name,
    address: udpAddress(address, port),
    additionalAddresses: more.map(a => ({ address: udpAddress(a, port) })),
    ...part.listener,
    listenerFilters: [
      extension('envoy.filters.udp_listener.udp_proxy', UdpProxyConfigSchema, {
        statPrefix: withoutDots(name),
        routeSpecifier: { case: 'matcher', value: shares(destinations) },
        ...(route?.hashesAddress ? { hashPolicies: [byAddress] } : {}),
        ...part.udp,
      }),
    ],
  });
  return xdsResource({
    type: 'listener',
    name,
    bytes,
    origins: [...originsOn(gateway, port), ...(route === undefined ? [] : [route.origin])],
    parts: told.parts,
    withheld: told.withheld,
    requires: [
      ...new Set([
        ...told.clusters,
        ...(route === undefined ? [] : usesOf(route.forwarding).map(clusterName)),
      ]),
    ].sort(),
  });
}

const byAddress = { policySpecifier: { case: 'sourceIp', value: true } } as const;

/**
 * Envoy's UDP proxy knows no weights. Clients are told apart by the last two digits of the port that they send from, which
 * systems choose at random: each pair of digits is a hundredth of all clients.
 */
function shares(destinations: readonly Destination[]): MessageInitShape<typeof MatcherSchema> {
  const last = destinations.at(-1);
  const total = destinations.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  const bounds = destinations.map(({ weight }) => {
    const from = sum;
    sum += weight;
    return [Math.round((from * 100) / total), Math.round((sum * 100) / total)] as const;
  });
  const matchers = destinations.slice(0, -1).flatMap((destination, i) => {
    const [from, to] = bounds[i] ?? [0, 0];
    return from === to ? [] : [{ predicate: endsWithin(from, to), onMatch: onMatch(destination) }];
  });
  return {
    ...(matchers.length === 0 ? {} : { matcherType: { case: 'matcherList', value: { matchers } } as const }),
    onNoMatch: onMatch(last ?? { kind: 'invalid', weight: 1 }),
  };
}

function onMatch(destination: Destination) {
  const cluster = destination.kind === 'backend' ? clusterName(destination.use) : invalidClusterName;
  const action = extension('route', RouteSchema, { cluster });
  return {
    onMatch: { case: 'action', value: { name: action.name, typedConfig: action.configType.value } },
  } as const;
}

/** Ports whose last two digits are at least `from` and below `to`. */
function endsWithin(from: number, to: number) {
  const pairs = Array.from({ length: to - from }, (_, i) => String(from + i).padStart(2, '0'));
  const byTens = [...new Set(pairs.map(p => p.charAt(0)))].map(
    tens => `${tens}[${pairs.flatMap(p => (p.startsWith(tens) ? p.charAt(1) : [])).join('')}]`,
  );
  const input = extension('source-port', SourcePortInputSchema, {});
  const regex = `.*(?:${byTens.join('|')})`;
  return {
    matchType: {
      case: 'singlePredicate',
      value: {
        input: { name: input.name, typedConfig: input.configType.value },
        matcher: {
          case: 'valueMatch',
          value: {
            matchPattern: {
              case: 'safeRegex',
              value: { engineType: { case: 'googleRe2', value: {} }, regex },
            },
          },
        },
      },
    },
  } as const;
}
