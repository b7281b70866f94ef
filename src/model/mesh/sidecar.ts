import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { ProxyId } from '../proxy-id.ts';
import type { Capture } from './capture.ts';
import type { SidecarSecurity } from './identity.ts';
import type { MetricsPage, MetricsPush } from './metrics-page.ts';
import type { Probes } from './probes.ts';
import type { ReachDeclaration, ServiceSelector } from './reach-declaration.ts';
import type { ServiceProtocol } from './service.ts';

/** Inbound is where a sidecar takes traffic to its application. */
export interface Inbound {
  /** The written name, or its port. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** The address at which others reach it, possibly other than `address`; absent: not known yet, and nobody is sent there. */
  readonly reachedAt?: string;
  /** Where the application listens. */
  readonly serviceAddress: string;
  readonly servicePort: number;
  readonly protocol: ServiceProtocol;
  readonly tags: Readonly<Record<string, string>>;
  /** The application is ready: others are told of it. */
  readonly isReady: boolean;
}

/** Outbound is an address at which a sidecar offers a port of a service to its application, as its Dataplane says. */
export interface Outbound {
  readonly address: string;
  readonly port: number;
  /** Of several services that it selects the oldest is meant. */
  readonly to: ServiceSelector;
}

/** Sidecar is the proxy beside one workload. */
export interface Sidecar {
  readonly id: ProxyId;
  readonly origin: ResourceKey;
  readonly mesh: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The zone in which it runs. */
  readonly zone: string;
  /** The address at which others reach it. */
  readonly address: string;
  readonly inbounds: readonly Inbound[];
  readonly outbounds: readonly Outbound[];
  /** Absent: its application calls others only through `outbounds`. */
  readonly capture?: Capture;
  /** What it reaches by virtual addresses and names. Absent: nothing. */
  readonly reach?: ReachDeclaration;
  /** Where it serves metrics. */
  readonly metrics?: readonly MetricsPage[];
  /** Collectors that it sends metrics to. */
  readonly pushes?: readonly MetricsPush[];
  /** Where health probes for its applications arrive. */
  readonly probes?: Probes;
  /** Ids of the sets of resources that policies add to it in Envoy's own words. */
  readonly added?: readonly ProxyId[];
  /** Absent: it has no identity, and is called in plain text. */
  readonly security?: SidecarSecurity;
}

/** sidecarKey is the key of a sidecar: that of its Dataplane. */
export function sidecarKey(mesh: string, dataplane: string): ResourceKey {
  return resourceKey({
    group: 'kuma.io',
    kind: 'Dataplane',
    zone: localZone,
    namespace: mesh,
    name: dataplane,
  });
}
