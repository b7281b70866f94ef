/** HttpVersion is one that is spoken to an endpoint. */
export type HttpVersion = 'http1' | 'http2';

/** What every endpoint may say about itself, whatever its address. */
interface EndpointTraits {
  /** The name that this endpoint goes by: Host for automatic rewriting, SNI, health checks. */
  readonly hostname?: string;
  /** Where it stands, for locality-aware balancing. */
  readonly zone?: string;
  /** What else is known of where it stands: names and values. The first that has a name decides. */
  readonly traits?: readonly Readonly<Record<string, string>>[];
  /** It is spoken to in plain text, while others of its backend want TLS. */
  readonly isPlain?: true;
  /** Over TLS it is asked for this version of HTTP alone, while others of its backend have another. */
  readonly version?: HttpVersion;
  /** In plain text it is spoken to in HTTP/1.1, while its backend is in HTTP/2. Only an address can be. */
  readonly isOlder?: true;
  /** It is used while none of a lower one is up; absent is 0, and none is left out up to the highest. */
  readonly priority?: number;
  /** Share of traffic among the endpoints of its backend that have its priority; absent is 1. */
  readonly weight?: number;
}

/** IpEndpoint is an address that needs no resolution. */
export interface IpEndpoint extends EndpointTraits {
  readonly kind: 'ip';
  readonly address: string;
  readonly port: number;
}

/** FqdnEndpoint is a DNS name; who resolves it is the backend's `discovery`. Lower case, without a trailing dot. */
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
