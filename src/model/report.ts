import type { Finding } from '#lib/finding.ts';
import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type { ListenerName } from './listener-name.ts';
import type { VirtualAddresses } from './mesh/names.ts';
import type { ProxyId } from './proxy-id.ts';
import type { RouteStep } from './route.ts';

/** Verdict is the state of one condition before it is worded for Kubernetes. */
export interface Verdict {
  readonly holds: boolean;
  /** CamelCase, from the Gateway API or the dialect. */
  readonly reason: string;
  readonly message: string;
}

/** Verdicts by condition type (`Accepted`, `ResolvedRefs`, `Programmed`, `Conflicted`, …). */
export type Verdicts = Readonly<Record<string, Verdict>>;

/** ListenerReport is the state of one listener of a Gateway or a ListenerSet, by its name there. */
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

/** ParentReport is the state of one parentRef of a route. */
export interface ParentReport {
  readonly parentRef: ParentRef;
  readonly verdicts: Verdicts;
  /** The listeners that took it. */
  readonly listeners: readonly ListenerName[];
  /** The gateway that it leads to, if that is one of ours. */
  readonly gateway?: ResourceKey;
  /** The rules through which requests from those listeners arrive, where the parent is a route. */
  readonly through?: readonly RouteStep[];
  /** The `controllerName` by which the gateway's class is ours; absent where every class is. */
  readonly controller?: string;
}

/** AncestorReport is the state of a policy with respect to one gateway (or to its target, where no gateway leads there). */
export interface AncestorReport {
  readonly ancestorRef: ParentRef;
  readonly verdicts: Verdicts;
}

/** Report is the result of translation for one object; its status is worded from it. */
export interface Report {
  readonly ref: ResourceRef;
  readonly apiVersion: string;
  readonly generation: number;
  readonly findings: readonly Finding[];
  readonly outcome: Outcome;
}

/** ServiceReport is the state of a service of a mesh. */
export interface ServiceReport {
  readonly verdicts: Verdicts;
  readonly addresses: VirtualAddresses;
  /** The state of the generators that apply to it, in the order of their names. */
  readonly namings: readonly Naming[];
  /** How many workloads it selects, and how many of them are ready; absent where it cannot have any. */
  readonly workloads?: { readonly total: number; readonly ready: number };
  /** The services that it joins, if it is of a kind that joins others. */
  readonly joins?: readonly JoinedService[];
}

/** Naming is the result of one HostnameGenerator for one service. */
export interface Naming {
  /** The generator's name. */
  readonly generator: string;
  /** The generated name, if the service has it. */
  readonly hostname?: string;
  readonly generated: Verdict;
}

/** JoinedService is a MeshService that is called through another service. */
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
      /** For a GatewayClass: the features of the Gateway API that its gateways support. */
      readonly features?: readonly string[];
    }
  | {
      readonly kind: 'gateway';
      /** The proxy that serves it. */
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
      /** The gateway whose listeners it adds to, and its proxy. */
      readonly gateway?: ResourceKey;
      readonly proxy?: ProxyId;
    }
  | {
      readonly kind: 'route';
      readonly parents: readonly ParentReport[];
      /** For an Ingress: the addresses of its gateway, the only thing that its status holds. */
      readonly foundAt?: readonly string[];
      /** No version of it could be read, except for its parents; the findings of reading are all there is to report. */
      readonly isUnreadable?: true;
    }
  | {
      readonly kind: 'policy';
      readonly ancestors: readonly AncestorReport[];
      /** No version of it could be read, except for its targets; the findings of reading are all there is to report. */
      readonly isUnreadable?: true;
    }
  | ({ readonly kind: 'service' } & ServiceReport);
