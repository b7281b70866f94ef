import type { Tracker } from '#graph';
import type { MeshCollectorRef } from '#resources';
import type { CallablePorts } from '../mesh/called-port.ts';
import type { PlaceTraits } from './mesh-policy-kind.ts';
import { referredPort, referredUse } from './mesh-ref.ts';
import { referredBackend, type TelemetryBackends } from './telemetry-backends.ts';

/** Collectors are who may be told of what passes in a mesh. */
export interface Collectors {
  /** collectorsOf finds them: over gRPC, and services as all call them. */
  of(mesh: string, track: Tracker): NonNullable<PlaceTraits['collector']>;
  /** isThere: a reference means somebody, whether he can be told or not. */
  isThere(ref: MeshCollectorRef, mesh: string, track: Tracker): boolean;
}

/** meshCollectors finds the services of a mesh, and the MeshOpenTelemetryBackends. */
export function meshCollectors(callable: CallablePorts, backends: TelemetryBackends): Collectors {
  return {
    of: (mesh, track) => ref => {
      if (ref.kind === 'MeshOpenTelemetryBackend') {
        const backend = referredBackend(ref, mesh, backends, track);
        return backend === undefined || 'problem' in backend.found ? undefined : backend.found.service;
      }
      const service = { ...ref, kind: ref.kind };
      const port = referredPort(service, mesh, callable, track);
      const use = referredUse(service, mesh, callable, track, 'requests');
      return port && use && { use: { ...use, protocol: 'http2' }, authority: `${port.name}:${port.port}` };
    },
    isThere: (ref, mesh, track) =>
      ref.kind === 'MeshOpenTelemetryBackend'
        ? referredBackend(ref, mesh, backends, track) !== undefined
        : referredPort({ ...ref, kind: ref.kind }, mesh, callable, track) !== undefined,
  };
}
