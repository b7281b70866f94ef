/**
 * Session keeps the requests of one client at one endpoint, by what the client is given with the first answer and sends
 * again: a cookie, or a header.
 */
export type Session =
  | {
      readonly kind: 'cookie';
      readonly name: string;
      readonly path: string;
      /** Milliseconds; absent is for as long as the client's own session. */
      readonly lifetime?: number;
    }
  | { readonly kind: 'header'; readonly name: string };
