import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Condition, ObjectStatus } from '#status';

/** TimedCondition is a condition with the time (RFC 3339) at which its status last changed. */
export type TimedCondition = Condition & { readonly lastTransitionTime: string };

/**
 * ConditionTimes remembers since when each condition has had its status. It is kept apart from the graph, as times must not make
 * equal statuses differ. For objects that have not changed since the start, which are nearly all, it keeps nothing.
 */
export class ConditionTimes {
  readonly #now: () => number;
  readonly #start: number;
  /** By object, and by the place of the condition within it; milliseconds since the epoch. */
  readonly #transitions = new Map<ResourceKey, ReadonlyMap<string, number>>();

  /** `now` gives milliseconds since the epoch. Conditions that exist at the start count as having changed then. */
  constructor(now: () => number) {
    this.#now = now;
    this.#start = now();
  }

  /** observe notes a change of an object's status; undefined is before it existed, or after it was deleted. */
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

/** Whole seconds, as Kubernetes writes times. */
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

/** Rewrites every condition of a status; `place` names the condition within the object. */
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
