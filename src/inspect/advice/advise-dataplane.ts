import type { CalledPort } from '#model';
import { portText } from '../port-text.ts';
import type { AdvisedCall, DataplaneAdvice } from './advice.ts';
import { advisedReach } from './advised-reach.ts';
import { findCalled, type LookedAt, timeText } from './find-called.ts';
import { unknownOfDataplane } from './unknown.ts';

/**
 * adviseDataplane says what a Dataplane should declare that it reaches, judging by what its proxy called; `now` is in
 * milliseconds since the epoch.
 */
export function adviseDataplane(looked: LookedAt, now: number): DataplaneAdvice {
  const { sidecar, index } = looked;
  const { calls, ...found } = findCalled(looked);
  const shared = [...index.byCluster.values()].filter(ports => ports.length > 1);
  const sharedWith = (port: CalledPort) =>
    [...new Set(shared.filter(ports => ports.includes(port)).flat())].filter(
      other => other !== port && calls.has(other),
    );
  const told = [...calls].map(
    ([port, { requests, last }]): AdvisedCall => ({
      ...{ port: portText(port), requests, last: timeText(last) },
      or: sharedWith(port).map(portText).sort(),
    }),
  );
  return {
    ...{ mesh: sidecar.mesh, name: sidecar.name },
    ...found,
    calls: told.sort((a, b) => b.requests - a.requests || (a.port < b.port ? -1 : 1)),
    reaches: index.ports,
    advice: advisedReach([...calls.keys()]),
    unknown: unknownOfDataplane(looked, calls.size, now),
  };
}
