import { Type } from 'typebox';
import { converted } from '../schema/annotate.ts';
import { quote } from '../schema/describe.ts';

const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};
const form = /^([0-9]+(?:\.[0-9]+)?)(k|M|G|T|Ki|Mi|Gi|Ti)?$/;
/** The largest value of a 32-bit field. */
const most = 4_294_967_295;

/** bytes is a number of bytes in the notation of Kubernetes quantities (`32Ki`, `1M`, `1500`), read as a number. */
export const bytes = converted(
  Type.Union([Type.Integer({ minimum: 0, maximum: most }), Type.String({ minLength: 1, maxLength: 32 })], {
    '~wants': 'a number of bytes such as 32Ki, 1M or 1500',
  }),
  (written, report) => {
    if (typeof written === 'number') return written;
    const [, number, unit = ''] = form.exec(written) ?? [];
    const value = Math.round(Number(number) * (units[unit] ?? 1));
    if (number !== undefined && value <= most) return value;
    report(`must be a number of bytes such as 32Ki, 1M or 1500, but is ${quote(written)}`);
    return undefined;
  },
);
