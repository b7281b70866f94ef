import { deepEqual } from '#lib/equal.ts';
import { type Fields, isMap } from '#lib/fields.ts';

/** Lists in which each controller has its own entries, marked by `controllerName`; the API replaces such a list as a whole. */
const shared: readonly string[] = ['parents', 'ancestors'];

/** MergedStatus is the status to write. */
export interface MergedStatus {
  readonly status: Fields;
  /** It contains what others wrote: it may replace only the very version that it was made from. */
  readonly isShared: boolean;
}

/**
 * mergeStatus merges the status of an object (`current`) with the one that we want there (`wanted`) into the one to write;
 * undefined where nothing changes. Entries and conditions of other controllers stay as they are; a condition whose status
 * did not change keeps its time; our entries in shared lists get our `controllerName`. `owned` are the fields that we set
 * before (`fieldsV1`): those that are no longer wanted go.
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

/** Tells whether a status has everything that is wanted; `isWhole`: and its lists hold nothing else. */
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

/** Gives conditions whose status did not change their earlier `lastTransitionTime`. */
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

/**
 * The item of a list that is about the same thing: the condition of the type, the listener of the name, the entry of the
 * parent.
 */
function counterpart(list: readonly unknown[], item: unknown, index: number): unknown {
  const named = fieldsOf(item);
  const names = isCondition(item)
    ? ['type']
    : ['name', 'parentRef', 'ancestorRef'].filter(name => name in named);
  if (names.length === 0) return list[index];
  return list.find(one => names.every(name => deepEqual(fieldsOf(one)[name], named[name])));
}

/** Tells whether a set of `fieldsV1` names fields that the value lacks; `.` is the value itself. */
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
