import { type TUnsafe, Type } from 'typebox';
import { converted, withheld } from './annotate.ts';

/**
 * closed is the schema of what restricts and is not served yet: that it is written is all that is read of it, as nobody must
 * pass where it was asked for. `fields` are those that it may hold.
 */
export function closed(...fields: readonly string[]): TUnsafe<true> {
  return withheld(converted(Type.Object({}, { '~ignores': fields }), (): true => true));
}

/** closedList is the same for a list of such things. */
export function closedList(...fields: readonly string[]): TUnsafe<true> {
  const items = Type.Object({}, { '~ignores': fields });
  return withheld(converted(Type.Array(items, { maxItems: 1024 }), (): true => true));
}
