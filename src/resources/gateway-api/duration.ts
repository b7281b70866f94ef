import { Type } from 'typebox';
import { parseDuration } from '#lib/duration.ts';
import { converted } from '../schema/annotate.ts';

/** duration is written as in GEP-2257 (`10s`, `1m30s`) and read as milliseconds. */
export const duration = converted(
  Type.String({
    maxLength: 32,
    pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$',
    '~wants': 'a duration such as 10s, 500ms or 1m30s',
  }),
  // The pattern is the parser's own grammar, so that every text that matches can be parsed.
  written => parseDuration(written) ?? 0,
);

/** period is a duration longer than 0, such as an interval. */
export const period = converted(
  Type.String({
    maxLength: 32,
    pattern: '^(?=.*[1-9])([0-9]{1,5}(h|m|s|ms)){1,4}$',
    '~wants': 'a duration such as 10s, 500ms or 1m30s, and longer than 0s',
  }),
  written => parseDuration(written) ?? 0,
);
