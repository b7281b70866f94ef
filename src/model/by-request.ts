/**
 * ByRequest: a backend has no endpoints of its own, each request goes to the host that it names. What that resolves to may be
 * anything, so some addresses are refused after they were looked up.
 */
export interface ByRequest {
  /** Networks (CIDR) that are never sent to. */
  readonly refusedNetworks: readonly string[];
  /** Ports that are never sent to, at whatever address. */
  readonly refusedPorts: readonly number[];
  /** Where alone requests may go; absent: anywhere else. */
  readonly only?: OnlyTo;
}

/** OnlyTo is names, and a port at whatever has them. */
export interface OnlyTo {
  /** Lower case; one that begins with `*.` stands for all names below the rest. */
  readonly hosts: readonly string[];
  readonly port: number;
}
