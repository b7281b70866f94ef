import type { AdvisedDataplane, MeshAdvice } from './advice.ts';
import { findCalled, type LookedAt } from './find-called.ts';
import { addCosts, noCost } from './holding.ts';

/**
 * adviseMesh says what would be saved if all of these declared what they call; those whose proxies have reported nothing stay as
 * they are.
 */
export function adviseMesh(mesh: string, sidecars: Iterable<LookedAt>): MeshAdvice {
  const dataplanes = [...sidecars].map((looked): AdvisedDataplane => {
    const { calls, ...found } = findCalled(looked);
    return { name: looked.sidecar.name, ...found, calls: calls.size, reaches: looked.index.ports };
  });
  const silent = dataplanes.filter(({ watched }) => watched === undefined).length;
  const saved = ({ now, advised }: AdvisedDataplane) => now.bytes - advised.bytes;
  return {
    mesh,
    dataplanes: dataplanes.sort((a, b) => saved(b) - saved(a) || (a.name < b.name ? -1 : 1)),
    now: dataplanes.map(({ now }) => now).reduce(addCosts, noCost),
    advised: dataplanes.map(({ advised }) => advised).reduce(addCosts, noCost),
    unknown:
      silent === 0
        ? []
        : [
            `what ${silent} of ${dataplanes.length} call is not known: their proxies have told nothing yet, and are counted as they are`,
          ],
  };
}
