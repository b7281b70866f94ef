import { isIpAddress } from './ip-address.ts';

/** DnsServerAddress is the address of a DNS server. */
export interface DnsServerAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * parseDnsServer reads `ADDRESS`, `ADDRESS:PORT` or `[IPv6]:PORT`, as in resolv.conf and in Node; undefined for anything else.
 */
export function parseDnsServer(text: string): DnsServerAddress | undefined {
  if (isIpAddress(text)) return { host: text, port: 53 };
  const [, bracketed, plain, digits = '53'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || !isIpAddress(host) || port < 1 || port > 65_535) return undefined;
  return { host, port };
}
