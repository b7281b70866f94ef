/** ClientAddress is where the address of whoever really asks stands, behind other proxies. */
export interface ClientAddress {
  readonly found:
    | {
        readonly kind: 'forwarded-for';
        /** So many proxies in front are believed, or those of these networks (CIDR). */
        readonly trusted: { readonly hops: number } | { readonly networks: readonly string[] };
      }
    | {
        readonly kind: 'header';
        readonly name: string;
        /** Whether a request without it is refused (403). */
        readonly required: boolean;
      }
    | { readonly kind: 'connection' }
    /** Whoever connects is believed: the address is the one that X-Forwarded-For names, before so many proxies of ours. */
    | { readonly kind: 'told'; readonly hops: number };
  /** Whether the address is added to X-Forwarded-For; absent is yes. */
  readonly appends?: boolean;
}
