import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type { ProxyId } from './proxy-id.ts';
import type { ProxyProcess } from './proxy-process.ts';
import type { WorkloadParameters } from './workload-parameters.ts';

/** GatewayWorkload is what a cluster needs to run the proxies of a gateway: everything that xDS does not tell them. */
export interface GatewayWorkload {
  readonly id: ProxyId;
  readonly gateway: ResourceKey;
  /** The object that it exists for, where that is not a Gateway that a user made. */
  readonly owner?: ResourceRef;
  /** The uid of the Gateway or of `owner`: another object of the same name has another. */
  readonly uid: string;
  readonly className: string;
  /** Ports that clients come to, ascending; the same number in TCP and in UDP is two ports. */
  readonly ports: readonly WorkloadPort[];
  /** Labels and annotations that the Gateway's author wants on every object made for it. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Addresses at which it is to be found besides those it is assigned; where there are any, only these are reported. */
  readonly addresses: readonly string[];
  readonly process?: ProxyProcess;
  readonly parameters?: WorkloadParameters;
}

/** AssignedAddresses says where clients find a gateway whose proxies run in a cluster. */
export interface AssignedAddresses {
  readonly addresses: readonly string[];
  /** Why it does not run as it is written. What ran before goes on. */
  readonly refused?: WorkloadRefusal;
}

/**
 * WorkloadRefusal says that the cluster does not take an object of a gateway, or its pods. `message` is whole sentences: which
 * object, why, and what to do.
 *
 * - `address`: the addresses that it asks for cannot be had.
 * - `invalid`: the object is invalid, or an admission policy keeps it out.
 * - `quota`: it asks for more than is left.
 * - `pending`: nothing that the gateway says is wrong: a right is missing, its namespace is being deleted, a webhook does not
 *   answer.
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
