import { deepEqual } from '#lib/equal.ts';
import { type Fields, isMap } from '#lib/fields.ts';

/** Lists in which each controller has entries of its own, by `controllerName`; the API replaces them as a whole. */
const shared: readonly string[] = ['parents', 'ancestors'];

/** MergedStatus is what is to be written. */
export interface MergedStatus {
  readonly status: Fields;
  /** What others wrote is in it: it may be written over the very version that it was made of, and over no other. */
  readonly isShared: boolean;
}

/**
 * mergeStatus makes of the status that stands in an object (`current`) and the one that is to stand there (`wanted`) what is
 * to be written; undefined where that is nothing. Entries of other controllers stay as they are, and so do conditions of
 * others; a condition that is as it was keeps its time; entries of shared lists are told to be by us. `owned` are the fields that we set before (`fieldsV1`): those that are
 * no longer wanted go.
 */
export function mergeStatus(
  current: Fields,
  wanted: Fields,
  controller: string,
  owned: unknown,
): MergedStatus | undefined {
  const isOurs = (entry: unknown) => fieldsOf(entry).controllerName === controller;
  let isThere = !ownsMore(fieldsOf(owned)['f:status'], wanted);
  const status: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(wanted)) {
    const isShared = shared.includes(field);
    const entries = listOf(current[field]);
    const before = isShared ? entries.filter(isOurs) : current[field];
    const timed = withTimes(
      before,
      isShared ? listOf(value).map(entry => ({ ...fieldsOf(entry), controllerName: controller })) : value,
    );
    status[field] = isShared ? [...entries.filter(entry => !isOurs(entry)), ...listOf(timed)] : timed;
    isThere &&= holds(before, timed, isShared);
  }
  return isThere ? undefined : { status, isShared: shared.some(field => field in wanted) };
}

/** Tells whether a status has all that is wanted of it; `isWhole`: and, of a list, nothing else. */
function holds(current: unknown, wanted: unknown, isWhole: boolean): boolean {
  if (Array.isArray(wanted)) {
    const there = listOf(current);
    const mayBeMore = !isWhole && wanted.length > 0 && wanted.every(isCondition);
    if (!mayBeMore && there.length !== wanted.length) return false;
    return wanted.every((item, i) => holds(counterpart(there, item, i), item, isWhole));
  }
  if (!isMap(wanted)) return Object.is(current, wanted);
  // A time alone is not worth a write.
  return Object.entries(wanted).every(
    ([name, value]) => name === 'lastTransitionTime' || holds(fieldsOf(current)[name], value, isWhole),
  );
}

/** Gives conditions that were so before the time since when they are. */
function withTimes(current: unknown, wanted: unknown): unknown {
  if (Array.isArray(wanted))
    return wanted.map((item, i) => withTimes(counterpart(listOf(current), item, i), item));
  if (!isMap(wanted)) return wanted;
  const before = fieldsOf(current);
  const { lastTransitionTime: since } = before;
  const timed = Object.entries(wanted).map(([name, value]) => [name, withTimes(before[name], value)]);
  if (isCondition(wanted) && before.status === wanted.status && typeof since === 'string') {
    timed.push(['lastTransitionTime', since]);
  }
  return Object.fromEntries(timed);
}

/** The item of a list that is about the same: a condition of the type, a listener of the name, an entry for the parent. */
function counterpart(list: readonly unknown[], item: unknown, index: number): unknown {
  const named = fieldsOf(item);
  const names = isCondition(item)
    ? ['type']
    : ['name', 'parentRef', 'ancestorRef'].filter(name => name in named);
  if (names.length === 0) return list[index];
  return list.find(one => names.every(name => deepEqual(fieldsOf(one)[name], named[name])));
}

/** Tells whether some of the fields are none of those of a value; `.` is the value itself. */
function ownsMore(fields: unknown, value: unknown): boolean {
  return Object.entries(fieldsOf(fields)).some(([path, within]) => {
    if (path.startsWith('f:')) {
      const field = fieldsOf(value)[path.slice(2)];
      return field === undefined || ownsMore(within, field);
    }
    if (path.startsWith('k:')) {
      const key = Object.entries(fieldsOf(JSON.parse(path.slice(2))));
      const item = listOf(value).find(one => key.every(([name, is]) => fieldsOf(one)[name] === is));
      return item === undefined || ownsMore(within, item);
    }
    return false;
  });
}

function isCondition(value: unknown): boolean {
  return isMap(value) && typeof value.type === 'string' && typeof value.status === 'string';
}

function fieldsOf(value: unknown): Fields {
  return isMap(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
