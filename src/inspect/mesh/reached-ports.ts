import { compareTexts } from '#lib/compare-texts.ts';
import { type CalledPort, isLetIn, type ServiceSelector, type Sidecar, selects } from '#model';
import type { Inspected } from '../inspected.ts';

/** reachedPorts are the ports of services that a sidecar reaches in any way, in the order of their keys. */
export function reachedPorts(sidecar: Sidecar, { mesh }: Pick<Inspected, 'mesh'>): readonly CalledPort[] {
  return [...mesh.ports.entries()]
    .map(([, port]) => port)
    .filter(port => port.mesh === sidecar.mesh && isReached(sidecar, port))
    .sort((a, b) => compareTexts(a.backend, b.backend));
}

function isReached(sidecar: Sidecar, port: CalledPort): boolean {
  return sidecar.outbounds.some(({ to }) => selects(to, port)) || declaring(sidecar, port) !== undefined;
}

/** declaring is the part of a sidecar's declared reach by which it reaches a port; undefined where none does. */
export function declaring({ reach }: Sidecar, port: CalledPort): ServiceSelector | undefined {
  if (reach === undefined || !isLetIn(reach, port)) return undefined;
  return reach.services.find(one => selects(one, port));
}
