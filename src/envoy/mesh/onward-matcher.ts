import type { MessageInitShape } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import {
  ApplicationProtocolInputSchema,
  DestinationIPInputSchema,
  DestinationPortInputSchema,
  ServerNameInputSchema,
  TransportProtocolInputSchema,
} from '#gen/envoy/extensions/matching/common_inputs/network/v3/network_inputs_pb.js';
import { IpSchema } from '#gen/envoy/extensions/matching/input_matchers/ip/v3/ip_pb.js';
import type { MatcherSchema } from '#gen/xds/type/matcher/v3/matcher_pb.js';
import type { OnwardHttp, OnwardMatch } from '#model';
import { parseCidr } from '../cidr-range.ts';
import { typedExtension } from '../extension.ts';
import { allOf, anyOf, asked, exact, type Predicate, text } from '../predicate.ts';

type DomainMatch = Extract<OnwardMatch, { kind: 'domain' }>;
type NetworkMatch = Extract<OnwardMatch, { kind: 'network' }>;

/** OnwardChain is a filter chain, and the connections that it takes, of those that no chain before it took. */
export interface OnwardChain {
  readonly name: string;
  readonly takes: readonly Predicate[];
}

/**
 * chosenChain has connections go to the first chain that takes them, and closes those that none takes. Envoy's own way to choose
 * chains would look only at the chains for the most specific port, and miss those for any port.
 */
export function chosenChain(chains: readonly OnwardChain[]): MessageInitShape<typeof MatcherSchema> {
  const matchers = chains.map(({ name, takes }) => ({
    predicate: anyOf(takes),
    onMatch: {
      onMatch: { case: 'action', value: typedExtension(name, StringValueSchema, { value: name }) } as const,
    },
  }));
  return { matcherType: { case: 'matcherList', value: { matchers } } };
}

/** toNetworks asks for connections to any of these networks. */
export function toNetworks(networks: readonly string[]): Predicate {
  return asked(typedExtension('address', DestinationIPInputSchema, {}), {
    case: 'customMatch',
    value: typedExtension('ranges', IpSchema, {
      statPrefix: 'onward',
      cidrRanges: networks.map(parseCidr),
    }),
  });
}

/** toNetwork asks for the connections that a match by network means. */
export function toNetwork({ network, port, speaks }: NetworkMatch): Predicate {
  return allOf([...toPort(port), toNetworks([network]), ...speaking(speaks)]);
}

/** toName asks for the connections over TLS that a match by name means. */
export function toName({ domain, port }: DomainMatch): Predicate {
  const named =
    domain === '*' ? { matchType: { case: 'notMatcher', value: nameless } as const } : asks(domain);
  return allOf([...toPort(port), ...speaking('tls'), named]);
}

/** inHttp asks for connections in a version of HTTP, at a port or at any. */
export function inHttp(version: OnwardHttp, port: number | undefined): Predicate {
  return allOf([...toPort(port), ...speaking(version)]);
}

function toPort(port: number | undefined): readonly Predicate[] {
  return port === undefined
    ? []
    : [text(typedExtension('port', DestinationPortInputSchema, {}), exact(String(port)))];
}

const serverName = typedExtension('server-name', ServerNameInputSchema, {});
const nameless = text(serverName, exact(''));

function asks(domain: string): Predicate {
  return text(
    serverName,
    domain.startsWith('*.') ? { matchPattern: { case: 'suffix', value: domain.slice(1) } } : exact(domain),
  );
}

/** What the inspectors found out about a connection: see `onwardInspectors`. */
function speaking(what: NetworkMatch['speaks']): readonly Predicate[] {
  switch (what) {
    case undefined:
    case 'server-first':
      return [];
    case 'tls':
      return [text(typedExtension('transport', TransportProtocolInputSchema, {}), exact('tls'))];
    case 'http1':
      return [anyOf([heard('http/1.1'), heard('http/1.0')])];
    case 'http2':
      return [heard('h2c')];
  }
}

function heard(protocol: string): Predicate {
  return text(typedExtension('protocol', ApplicationProtocolInputSchema, {}), {
    matchPattern: { case: 'contains', value: `'${protocol}'` },
  });
}
