import { Type } from 'typebox';
import { bytes } from '../../kubernetes/quantity.ts';
import { ruled } from '../../schema/annotate.ts';

/** requestBuffer is the largest request that is buffered. */
export const requestBuffer = Type.Object({
  limit: ruled(bytes, (limit: number, report) => {
    if (limit === 0) report('must be one byte at least');
  }),
});
