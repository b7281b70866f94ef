/** ClientHttp3 offers clients HTTP/3 as well, where TLS ends at the listener. */
export type ClientHttp3 = Readonly<Record<never, never>>;
