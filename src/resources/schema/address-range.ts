import { isIP } from 'node:net';
import { Type } from 'typebox';
import { converted, type Report } from './annotate.ts';

/** addressRange is a range in CIDR notation, `10.0.0.0/8` or `fd00::/8`. */
export const addressRange = converted(
  Type.String({ minLength: 1, maxLength: 64, '~wants': 'a range of addresses such as 10.0.0.0/8' }),
  readRange,
);

/** readRange reads such a range. */
export function readRange(
  written: string,
  report: Report,
): { readonly address: string; readonly bits: number } | undefined {
  const [address = '', bits, ...more] = written.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  if (
    family > 0 &&
    more.length === 0 &&
    bits !== undefined &&
    /^\d{1,3}$/.test(bits) &&
    Number(bits) <= most
  ) {
    return { address, bits: Number(bits) };
  }
  report('must be a range of addresses such as 10.0.0.0/8 or fd00::/8');
  return undefined;
}
