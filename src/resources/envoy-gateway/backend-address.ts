import { Type } from 'typebox';
import { isHostname, normalizeHostname } from '#lib/hostname.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import { sharedText } from '#lib/kept-text.ts';
import { converted, type Report } from '../schema/annotate.ts';
import { quote } from '../schema/describe.ts';

/** IpAddress is an address as written; `at` is the path where it is written. */
export interface IpAddress {
  readonly kind: 'ip';
  readonly address: string;
  readonly at: string;
}

/** HostName is in lower case. A trailing dot is kept where one was written: then no search domains apply. */
export interface HostName {
  readonly kind: 'fqdn';
  readonly hostname: string;
  readonly at: string;
}

/** SocketPath is absolute, and short enough for the system. */
export interface SocketPath {
  readonly kind: 'unix';
  readonly path: string;
  readonly at: string;
}

/** ServiceName is a name whose SRV records state hosts and ports, in lower case and without a trailing dot. */
export interface ServiceName {
  readonly kind: 'srv';
  readonly name: string;
  readonly at: string;
}

// 253 characters and a trailing dot.
const text = { minLength: 1, maxLength: 254 };
const addressText = Type.String({ ...text, '~wants': 'an IPv4 or IPv6 address' });
const hostText = Type.String({ ...text, '~wants': 'a host name' });
const hostOrAddressText = Type.String({ ...text, '~wants': 'a host name or an IP address' });
const serviceText = Type.String({ ...text, '~wants': 'the name of a service, `_name._tcp.example.com`' });
const pathText = Type.String({ minLength: 1, maxLength: 4096, '~wants': 'an absolute path' });

export const ipAddress = converted(addressText, readIpAddress);
export const hostName = converted(hostText, readHostName);
export const hostNameOrIpAddress = converted(hostOrAddressText, readHostNameOrIpAddress);
export const serviceName = converted(serviceText, readServiceName);
export const socketPath = converted(pathText, readSocketPath);

function readIpAddress(written: string, report: Report, path: () => string): IpAddress {
  if (!isIpAddress(written)) {
    report(
      `must be an IPv4 or IPv6 address without port or zone, but is ${quote(written)}; a name belongs into fqdn`,
    );
  }
  return { kind: 'ip', address: written, at: sharedText(path()) };
}

function readHostName(written: string, report: Report, path: () => string): HostName {
  const hostname = written.toLowerCase();
  if (!isHostname(hostname)) {
    report(`must be a host name such as api.example.com, without port or scheme, but is ${quote(written)}`);
  }
  return { kind: 'fqdn', hostname, at: sharedText(path()) };
}

/** readHostNameOrIpAddress reads text as an IP address if it is one, and as a host name otherwise. */
export function readHostNameOrIpAddress(
  written: string,
  report: Report,
  path: () => string,
): HostName | IpAddress {
  return isIpAddress(written) ? readIpAddress(written, report, path) : readHostName(written, report, path);
}

/** Labels of SRV names begin with an underscore (RFC 2782); those of service catalogues need not. */
const serviceLabel = /(^|\.)_(?=[a-z0-9])/g;

function readServiceName(written: string, report: Report, path: () => string): ServiceName {
  const name = normalizeHostname(written);
  if (!isHostname(name.replace(serviceLabel, '$1'))) {
    report(`must be the name of SRV records such as _http._tcp.example.com, but is ${quote(written)}`);
  }
  return { kind: 'srv', name, at: sharedText(path()) };
}

/** The size of `sun_path` in Linux, without the NUL at its end. */
const longestPath = 107;

/** readSocketPath checks the path of a unix socket. */
export function readSocketPath(path: string, report: Report, at: () => string): SocketPath {
  const bytes = Buffer.byteLength(path);
  if (!path.startsWith('/')) report(`must be an absolute path, but is ${quote(path)}`);
  else if (path.includes('\0')) report('must not hold a NUL character');
  else if (bytes > longestPath) {
    report(`must have at most ${longestPath} bytes, as the system asks of a socket's path, but has ${bytes}`);
  }
  return { kind: 'unix', path, at: sharedText(at()) };
}

const socketScheme = 'unix://';

/** readAddressOrSocket reads a host name, an IP address, or `unix://` and the path of a socket. */
export function readAddressOrSocket(
  written: string,
  report: Report,
  path: () => string,
): HostName | IpAddress | SocketPath {
  return written.startsWith(socketScheme)
    ? readSocketPath(written.slice(socketScheme.length), report, path)
    : readHostNameOrIpAddress(written, report, path);
}
