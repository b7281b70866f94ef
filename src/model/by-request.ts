/**
 * ByRequest describes a backend without endpoints of its own: each request goes to the host that it names. That name may resolve
 * to anything, so some addresses are refused after the lookup.
 */
export interface ByRequest {
  /** Networks (CIDR) to which nothing is sent. */
  readonly refusedNetworks: readonly string[];
  /** Ports to which nothing is sent, whatever the address. */
  readonly refusedPorts: readonly number[];
  /** The only destinations allowed; absent: all that are not refused. */
  readonly only?: OnlyTo;
}

/** OnlyTo is a list of host names, and one port for all of them. */
export interface OnlyTo {
  /** Lower case; one that begins with `*.` stands for every name below the rest. */
  readonly hosts: readonly string[];
  readonly port: number;
}
