import type { Kind } from '../kind.ts';
import { dataplane } from './dataplane.ts';
import { mesh } from './mesh.ts';
import { meshService } from './mesh-service.ts';

/** kumaKinds is every kind of Kuma but its policies. */
export const kumaKinds = [mesh, dataplane, meshService] as const satisfies readonly Kind<string, unknown>[];
