import type { ChangedCondition, ConditionWords } from './difference.ts';
import { displayKey, order } from './display.ts';
import type { ConditionFact } from './fact.ts';

/** Conditions that are bad when True, so that turning False does no harm. Most conditions are the other way round. */
const badIfTrue = new Set([
  'Conflicted',
  'InsecureFrontendValidationMode',
  'LastGoodInForce',
  'OverlappingTLSConfig',
  'Overridden',
  'PartiallyInvalid',
]);

/** changedConditions are the conditions whose status changes, or that come or go, with their words. */
export function changedConditions(
  before: readonly ConditionFact[],
  after: readonly ConditionFact[],
): ChangedCondition[] {
  const was = byName(before);
  const is = byName(after);
  const known = new Set(before.map(({ key }) => key));
  const names = [...new Set([...was.keys(), ...is.keys()])].sort(order);
  return names.flatMap((name): ChangedCondition[] => {
    const [old, now] = [was.get(name), is.get(name)];
    const fact = now ?? old;
    // A good condition that comes with a new object, or goes with a removed one, is what anybody expects.
    if (fact === undefined || old?.status === now?.status) return [];
    if ([old, now].every(one => one === undefined || isGood(one))) return [];
    return [
      {
        object: displayKey(fact.key),
        at: fact.at,
        type: fact.type,
        ...(old === undefined ? {} : { before: wordsOf(old) }),
        ...(now === undefined ? {} : { after: wordsOf(now) }),
        breaks: now !== undefined && !isGood(now) && (old === undefined ? known.has(fact.key) : isGood(old)),
      },
    ];
  });
}

function byName(facts: readonly ConditionFact[]): ReadonlyMap<string, ConditionFact> {
  return new Map(facts.map(fact => [[displayKey(fact.key), fact.at, fact.type].join('\n'), fact]));
}

function isGood({ type, status }: ConditionFact): boolean {
  return badIfTrue.has(type) ? status === 'False' : status === 'True';
}

function wordsOf({ status, reason, message }: ConditionFact): ConditionWords {
  return { status, reason, message };
}
