import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { ProxyId } from '../proxy-id.ts';
import type { Capture } from './capture.ts';
import type { SidecarSecurity } from './identity.ts';
import type { MetricsPage, MetricsPush } from './metrics-page.ts';
import type { Probes } from './probes.ts';
import type { ReachDeclaration, ServiceSelector } from './reach-declaration.ts';
import type { ServiceProtocol } from './service.ts';

/** Inbound is where a sidecar takes what others send to its application. */
export interface Inbound {
  /** As written, or its port. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** The address at which others reach it, which may be another; absent: it is not known yet, and nobody is sent there. */
  readonly reachedAt?: string;
  /** Where the application listens. */
  readonly serviceAddress: string;
  readonly servicePort: number;
  readonly protocol: ServiceProtocol;
  readonly tags: Readonly<Record<string, string>>;
  /** Its application can be called: others are told of it. */
  readonly isReady: boolean;
}

/** Outbound is an address of its own at which a sidecar offers a port of a service to its application, as written. */
export interface Outbound {
  readonly address: string;
  readonly port: number;
  /** Of several that it selects the oldest is meant. */
  readonly to: ServiceSelector;
}

/** Sidecar is the proxy beside one workload. */
export interface Sidecar {
  readonly id: ProxyId;
  readonly origin: ResourceKey;
  readonly mesh: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where it stands. */
  readonly zone: string;
  /** Where others reach it. */
  readonly address: string;
  readonly inbounds: readonly Inbound[];
  readonly outbounds: readonly Outbound[];
  /** Absent: its application calls others by `outbounds` alone. */
  readonly capture?: Capture;
  /** What it reaches by virtual addresses and names. Absent: nothing. */
  readonly reach?: ReachDeclaration;
  /** Where it shows its own metrics. */
  readonly metrics?: readonly MetricsPage[];
  /** Whom it tells them. */
  readonly pushes?: readonly MetricsPush[];
  /** Where its applications are asked how they are. */
  readonly probes?: Probes;
  /** Sets of what is added to it in Envoy's own words. */
  readonly added?: readonly ProxyId[];
  /** Absent: nobody vouches for it, and it is called in plain text. */
  readonly security?: SidecarSecurity;
}

/** sidecarKey is what a sidecar is kept under: the key of its Dataplane. */
export function sidecarKey(mesh: string, dataplane: string): ResourceKey {
  return resourceKey({
    group: 'kuma.io',
    kind: 'Dataplane',
    zone: localZone,
    namespace: mesh,
    name: dataplane,
  });
}
