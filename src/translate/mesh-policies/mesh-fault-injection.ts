import { mergeSettings } from '#lib/merge-settings.ts';
import type { Fault } from '#model';
import type { WrittenFaults } from '#resources';
import { given } from '../policies/given.ts';
import { itemCallers } from './item-callers.ts';
import type { MeshPolicyKind } from './mesh-policy-kind.ts';
import type { PolicyItem } from './policy-item.ts';

/** FaultsOfAll are the faults to inject, each with the callers that it is for. */
interface FaultsOfAll {
  readonly faults: readonly Fault[];
}

/**
 * meshFaultInjection has a sidecar fail on purpose. What an item says of some callers replaces, for them, what is said of
 * all.
 */
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
    const butFor = ofSome.map(({ callers }) => callers);
    return {
      faults: [
        ...(ofAll === undefined
          ? []
          : faultsOf(ofAll).map(fault => (butFor.length === 0 ? fault : { ...fault, butFor }))),
        ...ofSome.flatMap(({ callers, faults }) => faults.map(fault => ({ ...fault, callers }))),
      ],
    };
  },
  meaning({ faults: [first, ...also] }, { direction }) {
    if (direction === 'outbound' || first === undefined) return {};
    return { route: { faults: also.length === 0 ? first : { ...first, also } } };
  },
};

function faultsOf(settings: PolicyItem['settings']): readonly Fault[] {
  return ((settings as WrittenFaults).http ?? []).map(({ abort, delay, responseBandwidth }) =>
    given({
      abort: abort && { kind: 'http' as const, status: abort.httpStatus, percent: abort.percentage },
      delay: delay && { time: delay.value, percent: delay.percentage },
      answers: responseBandwidth && { rate: responseBandwidth.limit, percent: responseBandwidth.percentage },
    }),
  );
}
