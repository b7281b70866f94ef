import type { Kind } from '../kind.ts';
import { dataplane } from './dataplane.ts';
import { externalService } from './external-service.ts';
import { hostnameGenerator } from './hostname-generator.ts';
import { mesh } from './mesh.ts';
import { meshExternalService } from './mesh-external-service.ts';
import { meshIdentity } from './mesh-identity.ts';
import { meshMultiZoneService } from './mesh-multi-zone-service.ts';
import { meshOpenTelemetryBackend } from './mesh-open-telemetry-backend.ts';
import { meshService } from './mesh-service.ts';
import { meshTrust } from './mesh-trust.ts';
import { meshZoneAddress } from './mesh-zone-address.ts';
import { globalSecret, meshSecret } from './secret.ts';
import { virtualOutbound } from './virtual-outbound.ts';
import { workload } from './workload.ts';

/** kumaKinds are all kinds of Kuma except its policies. */
export const kumaKinds = [
  mesh,
  dataplane,
  meshService,
  meshExternalService,
  meshMultiZoneService,
  hostnameGenerator,
  virtualOutbound,
  externalService,
  meshIdentity,
  meshTrust,
  meshOpenTelemetryBackend,
  workload,
  meshZoneAddress,
  meshSecret,
  globalSecret,
] as const satisfies readonly Kind<string, unknown>[];
