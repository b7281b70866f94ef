import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from '../backend.ts';
import type { ProxyId } from '../proxy-id.ts';
import type { ServiceProtocol } from './service.ts';

/** Inbound is where a sidecar takes what others send to its application. */
export interface Inbound {
  /** As written, or its port. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
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
  readonly service: BackendKey;
}

/** IpFamilies is which of the two a workload is reached and captured by. */
export type IpFamilies = 'ipv4' | 'dual';

/** Capture is transparent proxying as a sidecar is to serve it: what the workload sends and gets comes to these ports. */
export interface Capture {
  readonly inboundPort: number;
  readonly outboundPort: number;
  readonly families: IpFamilies;
}

/** Sidecar is the proxy beside one workload. */
export interface Sidecar {
  readonly id: ProxyId;
  readonly origin: ResourceKey;
  readonly mesh: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where others reach it. */
  readonly address: string;
  readonly inbounds: readonly Inbound[];
  readonly outbounds: readonly Outbound[];
  /** Absent: its application calls others by `outbounds` alone. */
  readonly capture?: Capture;
  /** What is captured and meant for no service goes where it was sent. */
  readonly passesThrough: boolean;
}
