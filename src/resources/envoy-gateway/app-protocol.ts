import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import type { Report } from '../schema/annotate.ts';
import { quote } from '../schema/describe.ts';

/**
 * BackendProtocol is the protocol that endpoints speak. `h2c` and `h2` are HTTP/2, in plain text and over TLS; so are `grpc` and
 * `grpcs`.
 */
export type BackendProtocol = (typeof protocols)[number];

const protocols = ['http', 'https', 'h2c', 'h2', 'grpc', 'grpcs', 'ws', 'wss', 'tcp', 'udp'] as const;

/**
 * AppProtocol is a protocol and the path where it is written: `spec.appProtocol`, `spec.appProtocols[0]`,
 * `spec.endpoints[2].protocol`, `spec.addresses[0].applicationProtocol`.
 */
export interface AppProtocol {
  readonly protocol: BackendProtocol;
  readonly at: string;
}

/** The names of the guide, of the design document, of Envoy Gateway's code and of Kubernetes (KEP-3726). */
const byName: ReadonlyMap<string, BackendProtocol> = new Map<string, BackendProtocol>([
  ...protocols.map(protocol => [protocol, protocol] as const),
  // The design document's name. It does not imply or exclude TLS, which is a separate setting.
  ['http2', 'h2c'],
  // As in Envoy Gateway and for Services, names with a prefix say nothing of TLS, which is a separate setting.
  ['gateway.envoyproxy.io/h2c', 'h2c'],
  ['gateway.envoyproxy.io/ws', 'ws'],
  ['gateway.envoyproxy.io/wss', 'ws'],
  ['kubernetes.io/h2c', 'h2c'],
  ['kubernetes.io/ws', 'ws'],
  ['kubernetes.io/wss', 'ws'],
]);

/** protocolName is the schema of a protocol's name, in any case. */
export const protocolName = Type.String({ minLength: 1, maxLength: 64, '~wants': 'the name of a protocol' });

/** readAppProtocol reads a protocol's name, in any case. */
export function readAppProtocol(
  written: string,
  report: Report,
  path: () => string,
): AppProtocol | undefined {
  const protocol = byName.get(written.toLowerCase());
  if (protocol !== undefined) return { protocol, at: sharedText(path()) };
  report(`must be one of ${[...byName.keys()].join(', ')}, but is ${quote(written)}`);
  return undefined;
}
