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
import type { Metric } from './metric.ts';
import type { Allowed } from './picture/fact.ts';
import type { ShownProxy } from './shown-proxy.ts';

/** Inspected is what an introspection looks at: the collections of a running pipeline, and what is known beside them. */
export interface Inspected {
  readonly graph: Graph;
  readonly resources: (id: AnyResource['id']) => Collection<AnyResource>;
  readonly reports: Collection<Report>;
  readonly policies: PolicyInquiry;
  readonly statuses: Collection<ObjectStatus>;
  readonly findings: Collection<readonly Finding[]>;
  /** Those at the edge, by Gateway, and by proxy. */
  readonly gateways: Collection<Gateway>;
  readonly edges: Collection<Gateway>;
  readonly attachments: Collection<Attachment>;
  readonly mesh: {
    readonly sidecars: Collection<Sidecar>;
    /** By BackendKey. */
    readonly ports: Collection<CalledPort>;
    /** Where sidecars listen, and what becomes of what comes there, by the id of the place. */
    readonly gateways: Collection<Gateway>;
    readonly attachments: Collection<Attachment>;
  };
  /** What a sidecar called, as far as its Envoy told. */
  readonly called: (proxy: ProxyId) => CalledClusters | undefined;
  /** What sidecars hold, and why, at the moment of asking. */
  readonly holdings: () => (sidecar: ResourceKey) => Holding | undefined;
  readonly patches: Collection<XdsPatch>;
  readonly backends: Collection<Backend>;
  /** What each proxy is to hold now; looked up when asked. */
  readonly views: () => ReadonlyMap<ProxyId, readonly XdsResource[]>;
  readonly allowed: Allowed;
  /** What proxies tell of the clusters that were made from an object. */
  readonly seen: (object: ResourceKey) => readonly SeenCluster[];
  /** What a name led to that the control plane looks up. */
  readonly lookedUp: (name: string) => LookedUpName | undefined;
  readonly times: ConditionTimes;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly locate: Locate;
  /** The object as written, of the version in force. */
  readonly written: (key: ResourceKey) => unknown;
  readonly proxies: () => readonly ShownProxy[];
  readonly metrics: () => readonly Metric[];
}
