import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Condition, ObjectStatus } from '#status';

/** TimedCondition is a condition with the time (RFC 3339) at which its status last changed. */
export type TimedCondition = Condition & { readonly lastTransitionTime: string };

/**
 * ConditionTimes remembers when each condition became what it is, from the first moment it was seen. It is kept beside the
 * graph: a time must not make an equal status differ. Of objects that are as they were at the start, which is nearly all,
 * it keeps nothing.
 */
export class ConditionTimes {
  readonly #now: () => number;
  readonly #start: number;
  /** By object, and by the condition's place in it; milliseconds since the epoch. */
  readonly #transitions = new Map<ResourceKey, ReadonlyMap<string, number>>();

  /** `now` is in milliseconds since the epoch. What is there already became so now. */
  constructor(now: () => number) {
    this.#now = now;
    this.#start = now();
  }

  /** observe takes how the status of an object changed; undefined before it came, and after it went. */
  observe(key: ResourceKey, before: ObjectStatus | undefined, after: ObjectStatus | undefined): void {
    if (after === undefined) {
      this.#transitions.delete(key);
      return;
    }
    const statusBefore = new Map<string, Condition['status']>();
    if (before !== undefined) visit(before, (place, c) => statusBefore.set(place, c.status));
    const known = this.#transitions.get(key);
    const now = this.#now();
    const times = new Map<string, number>();
    visit(after, (place, { status }) => {
      const same = statusBefore.get(place) === status;
      times.set(place, same ? (known?.get(place) ?? this.#start) : now);
    });
    this.#transitions.set(key, times);
  }

  /** withTimes adds the times to a status that was observed. */
  withTimes(key: ResourceKey, status: ObjectStatus): ObjectStatus {
    const times = this.#transitions.get(key);
    return rewrite(status, (place, condition) => ({
      ...condition,
      lastTransitionTime: inSeconds(times?.get(place) ?? this.#start),
    }));
  }
}

/** As Kubernetes writes times: whole seconds. */
function inSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function visit(status: ObjectStatus, see: (place: string, condition: Condition) => void): void {
  rewrite(status, (place, condition) => {
    see(place, condition);
    return condition;
  });
}

type Rewriter = (place: string, condition: Condition) => Condition | TimedCondition;

/** Rewrites every condition, wherever in the status it stands; `place` names it within the object. */
function rewrite(status: ObjectStatus, change: Rewriter): ObjectStatus {
  const all = (conditions: readonly Condition[], within: string) =>
    conditions.map(condition => change(`${within}/${condition.type}`, condition));
  const { conditions, listeners, parents, ancestors } = status;
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
    ...(ancestors === undefined
      ? {}
      : {
          ancestors: ancestors.map(a => ({
            ...a,
            conditions: all(a.conditions, `ancestor/${JSON.stringify(a.ancestorRef)}`),
          })),
        }),
  };
}
