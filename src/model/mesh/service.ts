import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from '../backend.ts';

/**
 * ServiceKind is what a service was written as. A `ServiceTag` was written by nobody: it is every inbound whose tag
 * `kuma.io/service` has one value.
 */
export type ServiceKind = 'MeshService' | 'MeshExternalService' | 'MeshMultiZoneService' | 'ServiceTag';

/** ServiceProtocol is what a port of a service speaks, as Kuma names it. */
export type ServiceProtocol = 'http' | 'http2' | 'grpc' | 'tcp' | 'kafka' | 'mysql';

/** isHttpProtocol: requests are told apart, not only connections. */
export function isHttpProtocol(protocol: ServiceProtocol): boolean {
  return protocol === 'http' || protocol === 'http2' || protocol === 'grpc';
}

/** ServicePort is a port that a service is called at. Each is a backend of its own. */
export interface ServicePort {
  readonly backend: BackendKey;
  readonly port: number;
  readonly name?: string;
  readonly protocol: ServiceProtocol;
  /** Who serves it is outside of the mesh, has no sidecar, and is spoken to in this. */
  readonly outside?: 'http1' | 'http2' | 'tcp';
}

/** Service is what workloads of a mesh call: by its virtual address, by one of its names, or by an outbound that names it. */
export interface Service {
  readonly origin: ResourceKey;
  readonly kind: ServiceKind;
  readonly mesh: string;
  /** The name that people know it by (`kuma.io/display-name`). */
  readonly name: string;
  /** On Kubernetes. */
  readonly namespace?: string;
  readonly zone: string;
  /** Those written, and those that are computed (`kuma.io/display-name`, `kuma.io/zone`, …). */
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly ServicePort[];
}
