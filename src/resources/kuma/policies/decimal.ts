import { Type } from 'typebox';
import { converted, type Report } from '../../schema/annotate.ts';
import { quote } from '../../schema/describe.ts';

const written = Type.Union([Type.Integer(), Type.String({ minLength: 1, maxLength: 32 })]);

function read(value: number | string, report: Report): number | undefined {
  if (typeof value === 'number') return value;
  if (/^[0-9]{1,15}(\.[0-9]{1,15})?$/.test(value)) return Number(value);
  report(`must be a number, whole or as text such as "2.5", but is ${quote(value)}`);
  return undefined;
}

/** decimal is a number: a whole one as it is, one with a fraction as text (`"2.5"`). */
export const decimal = converted(written, read);

/** percentage is a percentage, written as a decimal. */
export const percentage = converted(written, (value, report) => {
  const percent = read(value, report);
  if (percent !== undefined && !(percent >= 0 && percent <= 100))
    report(`must be from 0 to 100, but is ${percent}`);
  return percent;
});
