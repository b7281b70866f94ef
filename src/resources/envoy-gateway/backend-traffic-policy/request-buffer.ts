import { Type } from 'typebox';
import { bytes } from '../../kubernetes/quantity.ts';
import { ruled } from '../../schema/annotate.ts';

/** requestBuffer: how much of a request is waited for. */
export const requestBuffer = Type.Object({
  limit: ruled(bytes, (limit: number, report) => {
    if (limit === 0) report('must be one byte at least');
  }),
});
