/** Onward says what a workload may send to destinations that are no service of its mesh. */
export type Onward =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'matched'; readonly matches: readonly OnwardMatch[] };

/** OnwardMatch is a kind of traffic that is let through; without a port, on any port. */
export type OnwardMatch = {
  readonly port?: number;
} & (
  | {
      /** By address: the traffic goes where it was sent. */
      readonly kind: 'network';
      /** In CIDR notation, `10.0.0.0/8`. */
      readonly network: string;
      /** The protocol that it must speak; absent: any. With `server-first` the client waits for the server to send first. */
      readonly speaks?: 'tls' | OnwardHttp | 'server-first';
    }
  | {
      /** By the name that it asks for: the traffic goes where that name leads. */
      readonly kind: 'domain';
      /** In lower case; `*.` in front stands for every name that ends so, `*` alone for every name. */
      readonly domain: string;
      readonly speaks: 'tls' | OnwardHttp;
    }
);

/** OnwardHttp is HTTP in plain text, by version. */
export type OnwardHttp = 'http1' | 'http2';
