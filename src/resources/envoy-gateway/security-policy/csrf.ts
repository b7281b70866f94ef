import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';

const origin = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^(\\*|([A-Za-z][A-Za-z0-9+.-]*://)?(\\*|(\\*\\.)?([\\w-]+\\.)*[\\w-]+)(:\\d{1,5})?)$',
  '~wants': '"*" or an origin such as https://app.example.com or *.example.com:8443',
});

/**
 * csrf rejects requests that change something and come from a page of another site; for `shadowFraction` of requests it only
 * counts them.
 */
export const csrf = Type.Object({
  additionalOrigins: Type.Array(origin, { maxItems: 16, default: [] }),
  shadowFraction: Type.Optional(
    ruled(
      Type.Object({
        numerator: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
        denominator: Type.Integer({ minimum: 1, maximum: 4_294_967_295, default: 100 }),
      }),
      ({ numerator, denominator }, report) => {
        if (numerator > denominator)
          report(`must not be greater than the denominator, ${denominator}`, 'numerator');
      },
    ),
  ),
});
