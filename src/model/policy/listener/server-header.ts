/** ServerHeader says what clients and backends are told about the proxy. */
export interface ServerHeader {
  /**
   * When `server` is set: always, in place of the backend's; only where the backend sets none; or never. Absent: always, where
   * there is a `name`.
   */
  readonly written?: 'always' | 'if-absent' | 'never';
  /** The value of `server`; absent is `envoy`. */
  readonly name?: string;
  /** The value added to Via, both ways; absent: none. */
  readonly via?: string;
}
