import type { Condition, ObjectStatus } from '#status';
import { unique } from './list-text.ts';

/** Conditions of all parents or ancestors, or of the object itself. */
function conditionsOf({ conditions = [], parents, ancestors }: ObjectStatus): readonly Condition[] {
  return (parents ?? ancestors)?.flatMap(one => one.conditions) ?? conditions;
}

/** truth is the status of a condition, if all parents agree, or else all of its statuses. */
export function truth(status: ObjectStatus, type: string): string {
  const found = conditionsOf(status).filter(condition => condition.type === type);
  return unique(found.map(condition => condition.status)).join(',');
}

/** reasonOf lists the reasons of all conditions that are not as they should be. */
export function reasonOf(status: ObjectStatus): string {
  const wrong = [...conditionsOf(status), ...(status.listeners ?? []).flatMap(l => l.conditions)].filter(
    ({ type, status }) =>
      type === 'Conflicted' ||
      type === 'PartiallyInvalid' ||
      type === 'LastGoodInForce' ||
      type === 'Overridden'
        ? status === 'True'
        : status === 'False',
  );
  return unique(wrong.map(condition => condition.reason)).join(',');
}
