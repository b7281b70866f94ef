/** ProxyProtocol tells a backend the client's address ahead of the connection's bytes. */
export interface ProxyProtocol {
  readonly version: 1 | 2;
}
