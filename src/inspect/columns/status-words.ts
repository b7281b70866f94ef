import type { Condition, ObjectStatus } from '#status';
import { unique } from './list-text.ts';

/** Conditions of all parents or ancestors, or of the object itself. */
function conditionsOf({ conditions = [], parents, ancestors }: ObjectStatus): readonly Condition[] {
  return (parents ?? ancestors)?.flatMap(one => one.conditions) ?? conditions;
}

/** truth is True where all parents say so; both where they differ. */
export function truth(status: ObjectStatus, type: string): string {
  const found = conditionsOf(status).filter(condition => condition.type === type);
  return unique(found.map(condition => condition.status)).join(',');
}

/** reasonOf is the reasons of whatever is not as it should be. */
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
