/** Onward is what a workload may send to where no service of its mesh is. */
export type Onward =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'matched'; readonly matches: readonly OnwardMatch[] };

/** OnwardMatch is something that goes on; without a port, at any. */
export type OnwardMatch = {
  readonly port?: number;
} & (
  | {
      /** By its address: it goes where it was sent. */
      readonly kind: 'network';
      /** As CIDR writes it, `10.0.0.0/8`. */
      readonly network: string;
      /** What it must speak; absent: anything. In `server-first` the client waits for the server's first word. */
      readonly speaks?: 'tls' | OnwardHttp | 'server-first';
    }
  | {
      /** By the name that it asks for: it goes where that name leads. */
      readonly kind: 'domain';
      /** In lower case; `*.` in front of it is whatever ends so, `*` alone is every name. */
      readonly domain: string;
      readonly speaks: 'tls' | OnwardHttp;
    }
);

/** OnwardHttp is requests in plain text, by version. */
export type OnwardHttp = 'http1' | 'http2';
