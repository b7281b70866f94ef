/**
 * Session keeps the requests of one client at one endpoint, by a cookie or a header that the client receives with the first
 * answer and sends again.
 */
export type Session =
  | {
      readonly kind: 'cookie';
      readonly name: string;
      readonly path: string;
      /** Milliseconds; absent: until the client's own session ends. */
      readonly lifetime?: number;
    }
  | { readonly kind: 'header'; readonly name: string };
