import type { Collection, Graph } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import type {
  Attachment,
  Backend,
  CalledClusters,
  CalledPort,
  Gateway,
  MeshPolicyInquiry,
  PolicyInquiry,
  ProxyId,
  Report,
  Sidecar,
  XdsPatch,
} from '#model';
import type { AnyResource } from '#resources';
import type { ObjectStatus, SeenCluster } from '#status';
import type { Holding } from './advice/holding.ts';
import type { ConditionTimes } from './condition-times.ts';
import type { Locate } from './located-finding.ts';
import type { LookedUpName } from './looked-up.ts';
import type { PrintedResource } from './mesh/printed-resource.ts';
import type { Metric } from './metric.ts';
import type { Allowed } from './picture/fact.ts';
import type { ShownProxy } from './shown-proxy.ts';

/** Inspected is what an introspection reads: the collections of a running pipeline, and further state beside them. */
export interface Inspected {
  readonly graph: Graph;
  readonly resources: (id: AnyResource['id']) => Collection<AnyResource>;
  readonly reports: Collection<Report>;
  readonly policies: PolicyInquiry;
  readonly statuses: Collection<ObjectStatus>;
  readonly findings: Collection<readonly Finding[]>;
  /** Edge gateways: by Gateway, and by proxy. */
  readonly gateways: Collection<Gateway>;
  readonly edges: Collection<Gateway>;
  readonly attachments: Collection<Attachment>;
  readonly mesh: {
    readonly sidecars: Collection<Sidecar>;
    /** By BackendKey. */
    readonly ports: Collection<CalledPort>;
    /** The places where sidecars listen, and their attachments, by the id of the place. */
    readonly gateways: Collection<Gateway>;
    readonly attachments: Collection<Attachment>;
    /** Which policies apply to which sidecars. */
    readonly inquiry: MeshPolicyInquiry;
  };
  /** What a sidecar called, as its Envoy reports it. */
  readonly called: (proxy: ProxyId) => CalledClusters | undefined;
  /** The resources that sidecars hold at the moment, and what each is for. */
  readonly holdings: () => (sidecar: ResourceKey) => Holding | undefined;
  readonly patches: Collection<XdsPatch>;
  readonly backends: Collection<Backend>;
  /** The resources that each proxy should hold now; computed when asked. */
  readonly views: () => ReadonlyMap<ProxyId, readonly XdsResource[]>;
  /** What one proxy should hold now, without secrets; empty where there is no such proxy. */
  readonly configuration: (proxy: ProxyId) => Promise<readonly PrintedResource[]>;
  /** The name of a listener of a place where sidecars listen. */
  readonly listenerName: (place: Pick<Gateway, 'id'>, port: number) => string;
  readonly allowed: Allowed;
  /** What proxies report about the clusters that were made from an object. */
  readonly seen: (object: ResourceKey) => readonly SeenCluster[];
  /** The addresses to which the control plane resolved a name. */
  readonly lookedUp: (name: string) => LookedUpName | undefined;
  readonly times: ConditionTimes;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly locate: Locate;
  /** The object as written, in the version that is in force. */
  readonly written: (key: ResourceKey) => unknown;
  readonly proxies: () => readonly ShownProxy[];
  readonly metrics: () => readonly Metric[];
}
