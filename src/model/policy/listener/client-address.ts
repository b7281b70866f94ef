/** ClientAddress says where the address of the real client is found, behind other proxies. */
export interface ClientAddress {
  readonly found:
    | {
        readonly kind: 'forwarded-for';
        /** The number of proxies in front that are trusted, or their networks (CIDR). */
        readonly trusted: { readonly hops: number } | { readonly networks: readonly string[] };
      }
    | {
        readonly kind: 'header';
        readonly name: string;
        /** Whether a request without the header is rejected (403). */
        readonly required: boolean;
      }
    | { readonly kind: 'connection' }
    /** Every peer is trusted: the address is the one in X-Forwarded-For before so many of our own proxies. */
    | { readonly kind: 'told'; readonly hops: number };
  /** Whether the address is added to X-Forwarded-For; absent is yes. */
  readonly appends?: boolean;
}
