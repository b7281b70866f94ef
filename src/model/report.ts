import type { Finding } from '#lib/finding.ts';
import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type { ListenerName } from './listener-name.ts';
import type { VirtualAddresses } from './mesh/names.ts';
import type { ProxyId } from './proxy-id.ts';
import type { RouteStep } from './route.ts';

/** Verdict is the truth of one condition before anyone words it for Kubernetes. */
export interface Verdict {
  readonly holds: boolean;
  /** CamelCase, from the Gateway API or the dialect. */
  readonly reason: string;
  readonly message: string;
}

/** Verdicts by condition type (`Accepted`, `ResolvedRefs`, `Programmed`, `Conflicted`, …). */
export type Verdicts = Readonly<Record<string, Verdict>>;

/** ListenerReport is what became of one listener of a Gateway or a ListenerSet, by its name there. */
export interface ListenerReport {
  readonly name: string;
  readonly port: number;
  readonly attachedRoutes: number;
  readonly supportedKinds: readonly { readonly group: string; readonly kind: string }[];
  readonly verdicts: Verdicts;
}

/** ParentRef names what a route is attached to, as its author wrote it. */
export interface ParentRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/** ParentReport is what became of one parentRef of a route. */
export interface ParentReport {
  readonly parentRef: ParentRef;
  readonly verdicts: Verdicts;
  /** The listeners that took it. */
  readonly listeners: readonly ListenerName[];
  /** The gateway that it leads to, where that is one of ours. */
  readonly gateway?: ResourceKey;
  /** Where it is a route: by which rules requests come from those listeners. */
  readonly through?: readonly RouteStep[];
  /** By what name the gateway's class is ours, where classes of others stand beside it. */
  readonly controller?: string;
}

/** AncestorReport is what became of a policy on the way from one gateway (or from what it names, where none leads there). */
export interface AncestorReport {
  readonly ancestorRef: ParentRef;
  readonly verdicts: Verdicts;
}

/** Report is what translation has to say about one object; status is worded from it. */
export interface Report {
  readonly ref: ResourceRef;
  readonly apiVersion: string;
  readonly generation: number;
  readonly findings: readonly Finding[];
  readonly outcome: Outcome;
}

/** ServiceReport is what became of a service of a mesh. */
export interface ServiceReport {
  readonly verdicts: Verdicts;
  readonly addresses: VirtualAddresses;
  /** What became of the generators that are about it, in the order of their names. */
  readonly namings: readonly Naming[];
  /** How many workloads serve it, and of how many all that it selects is ready; absent where none could. */
  readonly workloads?: { readonly total: number; readonly ready: number };
  /** The services that it joins, where it does. */
  readonly joins?: readonly JoinedService[];
}

/** Naming is what became of one HostnameGenerator at one service. */
export interface Naming {
  /** The generator's name. */
  readonly generator: string;
  /** The name, where the service has it. */
  readonly hostname?: string;
  readonly generated: Verdict;
}

/** JoinedService is a MeshService that is called by way of another service. */
export interface JoinedService {
  readonly mesh: string;
  readonly zone: string;
  readonly namespace?: string;
  readonly name: string;
}

export type Outcome =
  | {
      readonly kind: 'object';
      readonly verdicts: Verdicts;
      /** Of a GatewayClass: what of the Gateway API its gateways serve. */
      readonly features?: readonly string[];
    }
  | {
      readonly kind: 'gateway';
      /** By which it is in force. */
      readonly proxy: ProxyId;
      readonly verdicts: Verdicts;
      readonly listeners: readonly ListenerReport[];
      readonly addresses: readonly string[];
      /** How many ListenerSets add to its listeners. */
      readonly attachedListenerSets: number;
    }
  | {
      readonly kind: 'listener-set';
      readonly verdicts: Verdicts;
      readonly listeners: readonly ListenerReport[];
      /** Whose listeners it adds to, and the proxy of that. */
      readonly gateway?: ResourceKey;
      readonly proxy?: ProxyId;
    }
  | {
      readonly kind: 'route';
      readonly parents: readonly ParentReport[];
      /** Of an Ingress, whose status says nothing else: addresses of its gateway. */
      readonly foundAt?: readonly string[];
      /** No version of it could be read but for its parents; what reading had to say is all there is to say. */
      readonly isUnreadable?: true;
    }
  | {
      readonly kind: 'policy';
      readonly ancestors: readonly AncestorReport[];
      /** No version of it could be read but for what it is about; what reading had to say is all there is to say. */
      readonly isUnreadable?: true;
    }
  | ({ readonly kind: 'service' } & ServiceReport);
