import { createHmac, randomBytes } from 'node:crypto';
import { deepEqual } from '#lib/equal.ts';
import { type Fields, isMap } from '#lib/fields.ts';
import { hideSecrets, redacted } from '#resources';

/** FieldChange is one field that a write changed; `before` or `after` is absent where it was or is not there. */
export interface FieldChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** The most fields reported of one write, and the most characters of each value. */
const most = 100;
const longestValue = 512;

/**
 * fieldChanges lists what differs between two versions of an object, map by map; a list counts as one value. Of a secret it
 * says only that it changed. The size of the result is bounded, whatever the objects are.
 */
export function fieldChanges(before: Fields | undefined, after: Fields | undefined): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  let left = 0;
  const tell = (path: string, was: unknown, is: unknown): void => {
    if (changes.length >= most) {
      left++;
      return;
    }
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
  walk('', veiled(before ?? {}), veiled(after ?? {}));
  return left === 0 ? changes : [...changes, { path: `and ${left} more` }];
}

const salt = randomBytes(32);
const veil = /<veiled [0-9a-f]{64}>/g;

/** Replaces secrets by a hash: equal secrets look equal, and others do not. */
function veiled(object: Fields): Fields {
  const veilOf = (secret: unknown) =>
    `<veiled ${createHmac('sha256', salt).update(JSON.stringify(secret)).digest('hex')}>`;
  return hideSecrets(object, veilOf);
}

function shown(value: unknown): unknown {
  const text = JSON.stringify(value).replace(veil, redacted);
  return text.length <= longestValue
    ? JSON.parse(text)
    : `${text.slice(0, longestValue)}… (${text.length} characters)`;
}
