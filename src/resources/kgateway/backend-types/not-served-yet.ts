import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { converted } from '../../schema/annotate.ts';
import { anything } from '../../schema/anything.ts';

/** NotServedYet is a type that is known, and nothing of which is read. */
export interface NotServedYet {
  readonly kind: 'not-served-yet';
  /** Where it stands. */
  readonly at: string;
}

/** notServedYet is the schema of such a type. */
export const notServedYet = converted(
  Type.Unsafe<unknown>(anything),
  (_, __, path): NotServedYet => ({ kind: 'not-served-yet', at: sharedText(path()) }),
);
