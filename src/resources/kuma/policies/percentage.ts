import { Type } from 'typebox';
import { converted } from '../../schema/annotate.ts';
import { quote } from '../../schema/describe.ts';

/** decimal is a number: a whole one as it is, one with a fraction as text ("2.5"). */
export const decimal = converted(
  Type.Union([Type.Integer(), Type.String({ minLength: 1, maxLength: 32 })]),
  (written, report) => {
    if (typeof written === 'number') return written;
    if (/^[0-9]{1,15}(\.[0-9]{1,15})?$/.test(written)) return Number(written);
    report(`must be a number, whole or as text such as "2.5", but is ${quote(written)}`);
    return undefined;
  },
);

/** percentage is a share of a hundred. */
export const percentage = converted(decimal, (read: number, report) => {
  if (read >= 0 && read <= 100) return read;
  report(`must be from 0 to 100, but is ${read}`);
  return undefined;
});
