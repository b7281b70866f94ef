import type { CallerCondition, Fault } from '#model';
import type { WrittenFaults } from '#resources';
import { given } from '../policies/given.ts';
import { itemCallers } from './item-callers.ts';
import { mergeSettings } from './merge-settings.ts';
import type { MeshPolicyKind } from './mesh-policy-kind.ts';
import type { PolicyItem } from './policy-item.ts';

/** FaultsOfAll are the faults that are made, each for whom. */
interface FaultsOfAll {
  readonly faults: readonly Fault[];
}

/** meshFaultInjection has a sidecar make mistakes on purpose. What is said of some callers holds for them in place of what is said of all. */
export const meshFaultInjection: MeshPolicyKind<FaultsOfAll> = {
  id: 'kuma/MeshFaultInjection',
  shapesBackends: false,
  tellsCallersApart: 'in-filter',
  together(items) {
    const ofSome = items.flatMap(item => {
      const callers = itemCallers(item);
      return callers.length === 0 ? [] : [{ callers, faults: faultsOf(item.settings) }];
    });
    const ofAll = mergeSettings(
      items.filter(item => itemCallers(item).length === 0).map(item => item.settings),
    );
    const others = ofSome.map(({ callers }) => nobodyOf(callers));
    return {
      faults: [
        ...(ofAll === undefined ? [] : faultsOf(ofAll).map(fault => withCallers(fault, others))),
        ...ofSome.flatMap(({ callers, faults }) => faults.map(fault => withCallers(fault, callers))),
      ],
    };
  },
  meaning({ faults: [first, ...also] }, { direction }) {
    if (direction === 'outbound' || first === undefined) return {};
    return { route: { faults: also.length === 0 ? first : { ...first, also } } };
  },
};

/** Who has not all of several identities lacks one of them; to ask for the first is enough where there is but one. */
function nobodyOf(callers: readonly CallerCondition[]): CallerCondition {
  return { oneOf: callers[0]?.oneOf ?? [], isInverted: true };
}

function withCallers(fault: Fault, callers: readonly CallerCondition[]): Fault {
  return callers.length === 0 ? fault : { ...fault, callers };
}

function faultsOf(settings: PolicyItem['settings']): readonly Fault[] {
  return ((settings as WrittenFaults).http ?? []).map(({ abort, delay, responseBandwidth }) =>
    given({
      abort: abort && { kind: 'http' as const, status: abort.httpStatus, percent: abort.percentage },
      delay: delay && { time: delay.value, percent: delay.percentage },
      answers: responseBandwidth && { rate: responseBandwidth.limit, percent: responseBandwidth.percentage },
    }),
  );
}
