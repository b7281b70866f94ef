import { resolve } from 'node:path';
import { Fault } from '#lib/fault.ts';
import { categoryOfAddress, hostAndPort, isIpAddress } from '#lib/ip-address.ts';

/** TcpAddress is `HOST:PORT`, taken apart; port 0 means any free one. */
export interface TcpAddress {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  /** Only this machine can connect to it. */
  readonly isLocal: boolean;
}

/** UnixAddress is a socket in the file system, which only this machine can connect to. */
export interface UnixAddress {
  readonly kind: 'unix';
  readonly path: string;
  readonly isLocal: true;
}

export type ListenAddress = TcpAddress | UnixAddress;

/**
 * readTcpAddress parses the value of a flag: `127.0.0.1:18000`, `[::1]:0`, `localhost:9901`. Anything else is a `usage`
 * fault.
 */
export function readTcpAddress(flag: string, written: string): TcpAddress {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(written) ?? [];
  const host = bracketed ?? plain ?? '';
  const port = Number(digits);
  if (host === '' || port > 65535 || (bracketed !== undefined && !isIpAddress(bracketed))) {
    throw new Fault('usage', `${flag} ${written}: must be HOST:PORT, like 127.0.0.1:18000 or [::1]:18000`);
  }
  return { kind: 'tcp', host, port, isLocal: isLocalHost(host) };
}

/** readListenAddress reads `HOST:PORT` or `unix:PATH`. */
export function readListenAddress(flag: string, written: string): ListenAddress {
  if (!written.startsWith('unix:')) return readTcpAddress(flag, written);
  return { kind: 'unix', path: resolve(written.slice('unix:'.length)), isLocal: true };
}

/** addressText is an address as flags and messages write it. */
export function addressText(address: ListenAddress): string {
  return address.kind === 'unix' ? `unix:${address.path}` : hostAndPort(address.host, address.port);
}

function isLocalHost(host: string): boolean {
  return isIpAddress(host) ? categoryOfAddress(host) === 'loopback' : host.toLowerCase() === 'localhost';
}
