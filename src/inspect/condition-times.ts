import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Condition, ObjectStatus } from '#status';

/** TimedCondition is a condition with the time (RFC 3339) at which its status last changed. */
export type TimedCondition = Condition & { readonly lastTransitionTime: string };

interface Transition {
  readonly status: Condition['status'];
  readonly time: string;
}

/**
 * ConditionTimes remembers when each condition became what it is, from the first moment it was seen. It is kept beside the
 * graph: a time must not make an equal status differ.
 */
export class ConditionTimes {
  readonly #now: () => number;
  readonly #transitions = new Map<ResourceKey, ReadonlyMap<string, Transition>>();

  /** `now` is in milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** observe takes the status that an object has from now on; undefined where it is gone. */
  observe(key: ResourceKey, status: ObjectStatus | undefined): void {
    if (status === undefined) {
      this.#transitions.delete(key);
      return;
    }
    const before = this.#transitions.get(key);
    // As Kubernetes writes times: whole seconds.
    const time = `${new Date(this.#now()).toISOString().slice(0, 19)}Z`;
    const found = new Map<string, Transition>();
    visit(status, (place, condition) => {
      const known = before?.get(place);
      found.set(place, known?.status === condition.status ? known : { status: condition.status, time });
      return condition;
    });
    this.#transitions.set(key, found);
  }

  /** withTimes adds the times to a status that was observed. */
  withTimes(key: ResourceKey, status: ObjectStatus): ObjectStatus {
    const transitions = this.#transitions.get(key);
    return visit(status, (place, condition) => {
      const time = transitions?.get(place)?.time;
      return time === undefined ? condition : { ...condition, lastTransitionTime: time };
    });
  }
}

type Visitor = (place: string, condition: Condition) => Condition | TimedCondition;

/** Rewrites every condition, wherever in the status it stands; `place` names it within the object. */
function visit(status: ObjectStatus, change: Visitor): ObjectStatus {
  const all = (conditions: readonly Condition[], within: string) =>
    conditions.map(condition => change(`${within}/${condition.type}`, condition));
  const { conditions, listeners, parents } = status;
  return {
    ...status,
    ...(conditions === undefined ? {} : { conditions: all(conditions, '') }),
    ...(listeners === undefined
      ? {}
      : { listeners: listeners.map(l => ({ ...l, conditions: all(l.conditions, `listener/${l.name}`) })) }),
    ...(parents === undefined
      ? {}
      : {
          parents: parents.map(p => ({
            ...p,
            conditions: all(p.conditions, `parent/${JSON.stringify(p.parentRef)}`),
          })),
        }),
  };
}
