/**
 * ByRequest: a backend has no endpoints of its own, each request goes to the host that it names. What that resolves to may be
 * anything, so some addresses are refused after they were looked up.
 */
export interface ByRequest {
  /** Networks (CIDR) that are never sent to. */
  readonly refusedNetworks: readonly string[];
  /** Ports that are never sent to, at whatever address. */
  readonly refusedPorts: readonly number[];
}
