/** HttpVersion is a version of HTTP in which an endpoint is spoken to. */
export type HttpVersion = 'http1' | 'http2';

/** What an endpoint may say about itself, whatever the kind of its address. */
interface EndpointTraits {
  /** The name of this endpoint, for automatic Host rewriting, SNI and health checks. */
  readonly hostname?: string;
  /** The zone in which it stands, for locality-aware balancing. */
  readonly zone?: string;
  /** Further names and values that describe where it stands. The first record that has a name decides. */
  readonly traits?: readonly Readonly<Record<string, string>>[];
  /** It is spoken to in plain text, although its backend has TLS. */
  readonly isPlain?: true;
  /** Over TLS it is offered only this version of HTTP, while other endpoints of its backend are offered another. */
  readonly version?: HttpVersion;
  /** In plain text it is spoken to in HTTP/1.1, although its backend speaks HTTP/2. Only an IP address can be. */
  readonly isOlder?: true;
  /** It is used while no endpoint of a lower priority is up. Absent is 0; there are no gaps up to the highest. */
  readonly priority?: number;
  /** Its share of traffic among the endpoints of its backend with the same priority; absent is 1. */
  readonly weight?: number;
}

/** IpEndpoint is an address that needs no resolution. */
export interface IpEndpoint extends EndpointTraits {
  readonly kind: 'ip';
  readonly address: string;
  readonly port: number;
}

/** FqdnEndpoint is a DNS name; the backend's `discovery` says who resolves it. Lower case, without a trailing dot. */
export interface FqdnEndpoint extends EndpointTraits {
  readonly kind: 'fqdn';
  readonly name: string;
  readonly port: number;
}

/** UnixEndpoint is a stream socket on the proxy's own machine. */
export interface UnixEndpoint extends EndpointTraits {
  readonly kind: 'unix';
  readonly path: string;
}

/** Endpoint is one place where a backend answers. */
export type Endpoint = IpEndpoint | FqdnEndpoint | UnixEndpoint;
