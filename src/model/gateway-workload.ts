import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type { ProxyId } from './proxy-id.ts';
import type { ProxyProcess } from './proxy-process.ts';
import type { WorkloadParameters } from './workload-parameters.ts';

/** GatewayWorkload is what the proxies of a gateway need of whoever runs them in a cluster: everything that is not told them by xDS. */
export interface GatewayWorkload {
  readonly id: ProxyId;
  readonly gateway: ResourceKey;
  /** Whose sake it is there for, where that is no Gateway that somebody made. */
  readonly owner?: ResourceRef;
  /** Of the Gateway, or of that, as it was made: another of its name has another. */
  readonly uid: string;
  readonly className: string;
  /** Where clients come in, ascending; a port of UDP has nothing to do with that of TCP. */
  readonly ports: readonly WorkloadPort[];
  /** What the Gateway's author wants on everything that is made. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Addresses at which it is to be found beside those that are given to it; then it is told of these alone. */
  readonly addresses: readonly string[];
  readonly process?: ProxyProcess;
  readonly parameters?: WorkloadParameters;
}

/** AssignedAddresses is where clients find a gateway whose proxies are run in a cluster. */
export interface AssignedAddresses {
  readonly addresses: readonly string[];
  /** Why it is not run as it says. What ran before goes on. */
  readonly refused?: WorkloadRefusal;
}

/**
 * WorkloadRefusal is that the cluster does not take an object of a gateway's, or its pods. `message` is whole sentences: which, why, and
 * what to do.
 *
 * - `address`: those that it asks for cannot be had.
 * - `invalid`: what is said of the object, or who keeps such objects out.
 * - `quota`: it asks for more than is left.
 * - `pending`: nothing that the gateway says: a right is missing, its namespace goes, a webhook does not answer.
 */
export interface WorkloadRefusal {
  readonly kind: 'address' | 'invalid' | 'quota' | 'pending';
  readonly message: string;
}

/** WorkloadPort is one port that clients come to. */
export interface WorkloadPort {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}
