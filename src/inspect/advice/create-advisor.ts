import { type Sidecar, sidecarKey } from '#model';
import type { Inspected } from '../inspected.ts';
import type { DataplaneAdvice, MeshAdvice } from './advice.ts';
import { adviseDataplane } from './advise-dataplane.ts';
import { adviseMesh } from './advise-mesh.ts';
import type { LookedAt } from './find-called.ts';
import { indexReach, type ReachIndex } from './reach-index.ts';

/** Unadvised says in a sentence why there is nothing to advise. */
export interface Unadvised {
  readonly problem: string;
}

/**
 * Advisor says what sidecars should declare that they reach, judging by what they called within the last `within` milliseconds,
 * or ever.
 */
export interface Advisor {
  dataplane(mesh: string, name: string, within?: number): DataplaneAdvice | Unadvised;
  mesh(mesh: string, within?: number): MeshAdvice | Unadvised;
}

/** createAdvisor makes an Advisor that computes everything when asked. */
export function createAdvisor({
  mesh: { sidecars, ports },
  called,
  holdings,
  now: clock,
}: Inspected): Advisor {
  /** Sidecars with equal declarations share an index, which is built once for each answer. */
  const look = (within: number | undefined) => {
    const now = clock();
    const from = within === undefined ? Number.NEGATIVE_INFINITY : now - within;
    const holdingOf = holdings();
    const indexes = new Map<unknown, ReachIndex>();
    const advised = (sidecar: Sidecar): LookedAt | undefined => {
      const holding = holdingOf(sidecar.origin);
      if (holding === undefined || sidecar.reach === undefined) return undefined;
      const { own, reached } = holding;
      const index = indexes.get(reached) ?? indexReach(reached, service => ports.get(service));
      indexes.set(reached, index);
      return { sidecar, own, index, called: called(sidecar.id), from };
    };
    return { now, advised };
  };
  return {
    dataplane(mesh, name, within) {
      const sidecar = sidecars.get(sidecarKey(mesh, name));
      if (sidecar === undefined) return { problem: `there is no Dataplane ${name} in mesh ${mesh}` };
      const { now, advised } = look(within);
      const one = advised(sidecar);
      if (one !== undefined) return adviseDataplane(one, now);
      return {
        problem: `Dataplane ${name} has no transparentProxying: it reaches the outbounds that are written for it, and nothing else`,
      };
    },
    mesh(mesh, within) {
      const all = [...sidecars.entries()].map(([, sidecar]) => sidecar).filter(one => one.mesh === mesh);
      if (all.length === 0) return { problem: `there is no Dataplane in mesh ${mesh}` };
      const { advised } = look(within);
      return adviseMesh(
        mesh,
        all.flatMap(sidecar => advised(sidecar) ?? []),
      );
    },
  };
}
