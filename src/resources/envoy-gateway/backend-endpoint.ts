import { Type } from 'typebox';
import { hostText } from '../gateway-api/fields.ts';
import { converted, type Report } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { type AppProtocol, protocolName, readAppProtocol } from './app-protocol.ts';
import {
  type HostName,
  hostName,
  hostNameOrIpAddress,
  type IpAddress,
  ipAddress,
  type ServiceName,
  type SocketPath,
  serviceName,
  socketPath,
} from './backend-address.ts';

interface Settings {
  readonly serverName?: string;
  readonly zone?: string;
  readonly protocol?: AppProtocol;
  /** Its share among the others. Envoy Gateway has no field for this, nor for `priority`. */
  readonly weight?: number;
  /** It is used while no endpoint of a lower priority is up. Absent is 0; there are no gaps up to the highest. */
  readonly priority?: number;
  /** Labels by which subsets of a backend are selected. Envoy Gateway has no field for them. */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * BackendEndpoint is one endpoint of a Backend, whichever form it was written in.
 *
 * - `at`: the path where the address is written: `spec.endpoints[0].ip.address`, `spec.endpoints[0].fqdn`,
 *   `spec.addresses[1].unixDomainSocketAddress.path`.
 * - `srv` (ours) is a name whose SRV records state hosts, ports, priorities and weights.
 * - `serverName` is the `hostname` written beside an address: the name to send as Host and SNI.
 * - Whether an address may be reached at all (loopback, metadata, names that are addresses) is translation's to decide.
 */
export type BackendEndpoint =
  | (IpAddress & { readonly port: number } & Settings)
  | (HostName & { readonly port: number } & Settings)
  | (SocketPath & Settings)
  | (ServiceName & Settings);

// Envoy Gateway's CRD allows port 0, on which nothing can listen.
const port = Type.Integer({ minimum: 1, maximum: 65535 });
const protocol = converted(protocolName, readAppProtocol);
const settings = {
  hostname: Type.Optional(hostText),
  zone: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
};

/** endpointProperties are the fields of an item of `spec.endpoints`. */
export const endpointProperties = {
  fqdn: Type.Optional(Type.Union([Type.Object({ hostname: hostName, port: Type.Optional(port) }), hostName])),
  ip: Type.Optional(Type.Union([Type.Object({ address: ipAddress, port: Type.Optional(port) }), ipAddress])),
  unix: Type.Optional(Type.Union([Type.Object({ path: socketPath }), socketPath])),
  srv: Type.Optional(Type.Union([Type.Object({ name: serviceName }), serviceName])),
  port: Type.Optional(port),
  protocol: Type.Optional(protocol),
  ...settings,
};
const writtenEndpoint = Type.Object(endpointProperties);

const writtenAddress = Type.Object({
  socketAddress: Type.Optional(Type.Object({ address: hostNameOrIpAddress, port })),
  unixDomainSocketAddress: Type.Optional(Type.Object({ path: socketPath })),
  applicationProtocol: Type.Optional(protocol),
  ...settings,
});

/**
 * endpoint is an item of `spec.endpoints`: in the code's form its address is an object; in the guide's it is a text, with `port`
 * and `protocol` beside it.
 */
export const endpoint = converted(writtenEndpoint, readEndpoint);

/** designEndpoint is an item of `spec.addresses`, the design document's form. */
export const designEndpoint = converted(writtenAddress, readDesignEndpoint);

/** readEndpoint reads an endpoint in either form. */
export function readEndpoint(
  written: Read<typeof writtenEndpoint>,
  report: Report,
): BackendEndpoint | undefined {
  const { fqdn, ip, unix, srv } = written;
  const given = Object.entries({ fqdn, ip, unix, srv }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    const found = given.map(([name]) => name).join(' and ') || 'none';
    report(
      `must have exactly one of fqdn, ip, unix and srv, but has ${found}; write one endpoint for each address`,
    );
    return undefined;
  }
  const extra = readSettings(written, written.protocol);
  if (unix !== undefined) {
    if (written.port !== undefined) report.warning('has no effect: a unix socket has no port', 'port');
    return { ...('at' in unix ? unix : unix.path), ...extra };
  }
  if (srv !== undefined) {
    if (written.port !== undefined) report.warning('has no effect: the records say the ports', 'port');
    return { ...('at' in srv ? srv : srv.name), ...extra };
  }
  const [form, nested] = fqdn === undefined ? (['ip', ip] as const) : (['fqdn', fqdn] as const);
  if (nested === undefined) return undefined;
  const isFlat = 'at' in nested;
  const port = isFlat ? written.port : (nested.port ?? written.port);
  if (port === undefined) {
    report('is required', ...(isFlat ? [] : [form]), 'port');
    return undefined;
  }
  if (!isFlat && nested.port !== undefined && written.port !== undefined) {
    report(`must be left out, as ${form}.port is given too`, 'port');
  }
  const address = isFlat ? nested : 'hostname' in nested ? nested.hostname : nested.address;
  return endpointAt(address, port, extra);
}

function readDesignEndpoint(
  written: Read<typeof writtenAddress>,
  report: Report,
): BackendEndpoint | undefined {
  const { socketAddress, unixDomainSocketAddress } = written;
  if ((socketAddress === undefined) === (unixDomainSocketAddress === undefined)) {
    const found = socketAddress === undefined ? 'none' : 'both';
    report(`must have exactly one of socketAddress and unixDomainSocketAddress, but has ${found}`);
  }
  const extra = readSettings(written, written.applicationProtocol);
  if (unixDomainSocketAddress !== undefined) return { ...unixDomainSocketAddress.path, ...extra };
  return socketAddress && endpointAt(socketAddress.address, socketAddress.port, extra);
}

/** Named properties come first: an object that begins with a spread gets a hidden class, and its memory, of its own. */
function endpointAt(address: IpAddress | HostName, port: number, extra: Settings): BackendEndpoint {
  if (address.kind === 'ip') return { kind: 'ip', address: address.address, port, at: address.at, ...extra };
  return { kind: 'fqdn', hostname: address.hostname, port, at: address.at, ...extra };
}

function readSettings(
  { hostname, zone }: { readonly hostname?: string; readonly zone?: string },
  protocol: AppProtocol | undefined,
): Settings {
  return {
    ...(hostname !== undefined && { serverName: hostname }),
    ...(zone !== undefined && { zone }),
    ...(protocol !== undefined && { protocol }),
  };
}
