/** ClientHttp1 is how HTTP/1 is spoken with clients. */
export interface ClientHttp1 {
  readonly trailers?: boolean;
  readonly preserveHeaderCase?: boolean;
  /** HTTP/1.0 is taken; requests without a Host go to this one, or are refused. */
  readonly http10?: { readonly defaultHost?: string };
}
