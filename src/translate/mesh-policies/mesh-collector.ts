import type { Tracker } from '#graph';
import type { CallablePorts } from '../mesh/called-port.ts';
import type { PlaceTraits } from './mesh-policy-kind.ts';
import { referredPort, referredUse } from './mesh-ref.ts';

/** meshCollector finds services of a mesh that are told of what passes: over gRPC, and as all call them. */
export function meshCollector(
  mesh: string,
  callable: CallablePorts,
  track: Tracker,
): NonNullable<PlaceTraits['collector']> {
  return ref => {
    const port = referredPort(ref, mesh, callable, track);
    const use = referredUse(ref, mesh, callable, track, 'requests');
    return port && use && { use: { ...use, protocol: 'http2' }, authority: `${port.name}:${port.port}` };
  };
}
