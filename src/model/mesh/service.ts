import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from '../backend.ts';

/**
 * ServiceKind is the kind that a service was written as. A `ServiceTag` was not written at all: it consists of every inbound
 * whose tag `kuma.io/service` has one value.
 */
export type ServiceKind = 'MeshService' | 'MeshExternalService' | 'MeshMultiZoneService' | 'ServiceTag';

/** ServiceProtocol is what a port of a service speaks, as Kuma names it. */
export type ServiceProtocol = 'http' | 'http2' | 'grpc' | 'tcp' | 'kafka' | 'mysql';

/** isHttpProtocol tells whether Envoy sees single requests, and not only connections. */
export function isHttpProtocol(protocol: ServiceProtocol): boolean {
  return protocol === 'http' || protocol === 'http2' || protocol === 'grpc';
}

/** ServicePort is a port at which a service is called. Each is a backend of its own. */
export interface ServicePort {
  readonly backend: BackendKey;
  readonly port: number;
  readonly name?: string;
  readonly protocol: ServiceProtocol;
  /** The servers are outside the mesh, have no sidecar, and are spoken to in this protocol. */
  readonly outside?: 'http1' | 'http2' | 'tcp';
}

/**
 * Service is something that workloads of a mesh call: by its virtual address, by one of its names, or by an outbound that names
 * it.
 */
export interface Service {
  readonly origin: ResourceKey;
  readonly kind: ServiceKind;
  readonly mesh: string;
  /** Its display name (`kuma.io/display-name`). */
  readonly name: string;
  /** Only on Kubernetes. */
  readonly namespace?: string;
  readonly zone: string;
  /** Written labels, and computed ones (`kuma.io/display-name`, `kuma.io/zone`, …). */
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly ServicePort[];
}
