import { type TUnsafe, Type } from 'typebox';
import { converted, withheld } from './annotate.ts';

/**
 * closed is the schema of a restriction that is not served yet: only its presence is read, as nothing must pass where it was
 * asked for. `fields` are those that it may contain.
 */
export function closed(...fields: readonly string[]): TUnsafe<true> {
  return withheld(converted(Type.Object({}, { '~ignores': fields }), (): true => true));
}

/** closedList is the same for a list of restrictions. */
export function closedList(...fields: readonly string[]): TUnsafe<true> {
  const items = Type.Object({}, { '~ignores': fields });
  return withheld(converted(Type.Array(items, { maxItems: 1024 }), (): true => true));
}
