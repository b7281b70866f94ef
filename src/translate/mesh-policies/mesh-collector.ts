import type { Tracker } from '#graph';
import type { MeshCollectorRef } from '#resources';
import type { CallablePorts } from '../mesh/called-port.ts';
import type { PlaceTraits } from './mesh-policy-kind.ts';
import { referredPort, referredUse } from './mesh-ref.ts';
import { referredBackend, type TelemetryBackends } from './telemetry-backends.ts';

/** Collectors are the services that may receive telemetry of a mesh. */
export interface Collectors {
  /** of finds the collector that a reference names: called over gRPC, in the common way. */
  of(mesh: string, track: Tracker): NonNullable<PlaceTraits['collector']>;
  /** isThere tells whether a reference names something that exists, whether or not telemetry can be sent to it. */
  isThere(ref: MeshCollectorRef, mesh: string, track: Tracker): boolean;
}

/** meshCollectors finds collectors among the services of a mesh and the MeshOpenTelemetryBackends. */
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
