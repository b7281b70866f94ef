/** ServerHeader is what clients and backends are told of the proxy. */
export interface ServerHeader {
  /** When answers name a server: in place of what the backend says, where it says nothing, or never; absent: always where there is a name. */
  readonly written?: 'always' | 'if-absent' | 'never';
  /** What they name; absent is `envoy`. */
  readonly name?: string;
  /** What stands in Via, both ways; absent: nothing does. */
  readonly via?: string;
}
