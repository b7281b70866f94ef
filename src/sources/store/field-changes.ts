import { deepEqual } from '#lib/equal.ts';

/** FieldChange is one field that a write changed; `before` or `after` is absent where it was or is not there. */
export interface FieldChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** So many are told of one write, and so many characters of each value. */
const most = 100;
const longestValue = 512;

type Fields = Readonly<Record<string, unknown>>;

/**
 * fieldChanges tells what differs between two versions of an object, map by map; a list is one value. Of what may be secret
 * only the name is told. What it gives is bounded, whatever it is given.
 */
export function fieldChanges(
  before: Fields | undefined,
  after: Fields | undefined,
  isSecret: boolean,
): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  let left = 0;
  const tell = (path: string, was: unknown, is: unknown): void => {
    if (changes.length >= most) {
      left++;
      return;
    }
    const shown = (value: unknown) => (isSecret ? '<redacted>' : shorten(value));
    changes.push({
      path,
      ...(was === undefined ? {} : { before: shown(was) }),
      ...(is === undefined ? {} : { after: shown(is) }),
    });
  };
  const walk = (path: string, was: unknown, is: unknown): void => {
    if (deepEqual(was, is)) return;
    if (!isMap(was) || !isMap(is)) {
      tell(path, was, is);
      return;
    }
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)]))
      walk(path === '' ? name : `${path}.${name}`, was[name], is[name]);
  };
  walk('', before ?? {}, after ?? {});
  return left === 0 ? changes : [...changes, { path: `and ${left} more` }];
}

function shorten(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text.length <= longestValue ? value : `${text.slice(0, longestValue)}… (${text.length} characters)`;
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
