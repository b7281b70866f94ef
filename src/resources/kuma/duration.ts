import { Type } from 'typebox';
import { converted } from '../schema/annotate.ts';

const milliseconds: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  ns: 0.000_001,
};
const parts = /([0-9.]+)(h|ms|m|s|us|µs|ns)/g;
const part = '([0-9]{1,9}([.][0-9]{1,9})?(h|ms|m|s|us|µs|ns))';

/** duration is written as in Go, with fractions (`1m30s`, `0.5s`), and read as milliseconds. */
export const duration = converted(
  Type.String({
    maxLength: 32,
    pattern: `^${part}{1,5}$|^0$`,
    '~wants': 'a duration such as 10s, 500ms or 1m30s',
  }),
  inMilliseconds,
);

/** period is a duration longer than 0. */
export const period = converted(
  Type.String({
    maxLength: 32,
    pattern: `^(?=.*[1-9])${part}{1,5}$`,
    '~wants': 'a duration such as 10s, 500ms or 1m30s, and longer than 0s',
  }),
  inMilliseconds,
);

/** positiveDuration is the same, with the error message of Kuma's policies. */
export const positiveDuration = converted(
  Type.String({
    maxLength: 32,
    pattern: `^${part}{1,5}$|^0$`,
    '~wants': 'a duration such as 10s, 500ms or 1m30s',
  }),
  (written, report) => {
    const read = inMilliseconds(written);
    if (read === 0) report('must be greater than zero when defined');
    return read;
  },
);

/** unhurriedInterval is an interval between actions that cost something each time: a second at least. */
export const unhurriedInterval = converted(
  Type.String({
    maxLength: 32,
    pattern: `^${part}{1,5}$|^0$`,
    '~wants': 'a duration such as 10s or 1m30s, of at least 1s',
  }),
  (written, report) => {
    const read = inMilliseconds(written);
    if (read < 1000) report('must be at least 1s');
    return read;
  },
);

function inMilliseconds(written: string): number {
  let total = 0;
  for (const [, number, unit = ''] of written.matchAll(parts))
    total += Number(number) * (milliseconds[unit] ?? 0);
  return total;
}

/** lifetime is how long a certificate is valid, in whole units from years down (`10y`, `1d12h`), read as milliseconds. */
export const lifetime = converted(
  Type.String({
    minLength: 2,
    maxLength: 32,
    pattern:
      '^([0-9]{1,3}y)?([0-9]{1,4}w)?([0-9]{1,5}d)?([0-9]{1,6}h)?([0-9]{1,7}m)?([0-9]{1,9}s)?([0-9]{1,9}ms)?$',
    '~wants': 'a length of time such as 10y, 30d or 24h, the largest unit first',
  }),
  written => {
    let total = 0;
    for (const [, number, unit = ''] of written.matchAll(/([0-9]+)(ms|[a-z])/g))
      total += Number(number) * (lifetimeUnits[unit] ?? milliseconds[unit] ?? 0);
    return total;
  },
);
const day = 86_400_000;
const lifetimeUnits: Readonly<Record<string, number>> = { y: 365 * day, w: 7 * day, d: day };
