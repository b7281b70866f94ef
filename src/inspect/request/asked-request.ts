import { isIpAddress } from '#lib/ip-address.ts';
import type { RequestHeader, WalkedConnection, WalkedRequest } from '#walk';

/** AskedRequest is a request as a person describes it. */
export interface AskedRequest {
  readonly method: string;
  /** `http://shop.example.com/cart`, `https://…`, `tcp://HOST:PORT`, `tls://HOST:PORT`, `udp://HOST:PORT`. */
  readonly url: string;
  readonly headers: readonly RequestHeader[];
  /** `NAMESPACE/NAME`, or a name in the namespace `default`. */
  readonly gateway?: string;
  /** The server name to ask for over TLS (SNI), where that is not the host of the URL. */
  readonly serverName?: string;
  /** The client's address. */
  readonly from?: string;
}

/** ReadRequest is the request, connection or datagram that is asked about. */
export type ReadRequest =
  | { readonly kind: 'request'; readonly request: WalkedRequest }
  | { readonly kind: 'connection'; readonly connection: WalkedConnection }
  | { readonly kind: 'datagram'; readonly port: number };

/** Unreadable says, in a clause about what was written, why it is not a request. */
export interface Unreadable {
  readonly problem: string;
}

const usualPorts: Readonly<Record<string, number>> = { http: 80, https: 443, tls: 443 };
const schemes: readonly string[] = ['http', 'https', 'tcp', 'tls', 'udp'];

/** readRequest parses the question. The path is kept as it is written: how the listener normalizes it is part of the answer. */
export function readRequest(asked: AskedRequest): ReadRequest | Unreadable {
  const { method, url, headers, serverName, from } = asked;
  const [, scheme = '', authority = '', rest = ''] = /^([a-zA-Z]+):\/\/([^/?#]*)([^#]*)/.exec(url) ?? [];
  if (scheme === '') return { problem: `${url} has no scheme: write http://${url} or https://${url}` };
  const spoken = scheme.toLowerCase();
  if (!schemes.includes(spoken)) return { problem: `${scheme} is none of ${schemes.join(', ')}` };
  if (authority.includes('@'))
    return { problem: `${url} names a user: say who asks by -H 'authorization: …'` };
  const [, host = '', written] = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::(\d+))?$/.exec(authority) ?? [];
  if (host === '') return { problem: `${url} names no host` };
  const port = written === undefined ? usualPorts[spoken] : Number(written);
  if (port === undefined || port < 1 || port > 65_535)
    return { problem: `${url} names no port from 1 to 65535` };
  if (from !== undefined && !isIpAddress(from)) return { problem: `${from} is not an IP address` };
  if (spoken === 'udp') return { kind: 'datagram', port };
  const isOverTls = spoken === 'https' || spoken === 'tls';
  const name = serverName ?? (isIpAddress(host.replace(/^\[|\]$/g, '')) ? undefined : host);
  const connection = { port, ...(isOverTls ? { tls: name === undefined ? {} : { serverName: name } } : {}) };
  if (spoken === 'tcp' || spoken === 'tls') return { kind: 'connection', connection };
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) return { problem: `${method} is not a method` };
  const said = headers.filter(({ name }) => name.toLowerCase() !== 'host');
  const [named] = headers.filter(({ name }) => name.toLowerCase() === 'host');
  return {
    kind: 'request',
    request: {
      ...connection,
      method,
      authority: named?.value ?? authority,
      path: rest.startsWith('/') ? rest : `/${rest}`,
      headers: said,
      ...(from === undefined ? {} : { from }),
    },
  };
}
