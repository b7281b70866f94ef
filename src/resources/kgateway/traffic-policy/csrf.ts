import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';
import { atMostOneOf, oneOf } from '../../schema/one-of.ts';

const text = Type.Optional(Type.String({ minLength: 1, maxLength: 1024 }));

/** stringMatcher is a condition on a text. */
const stringMatcher = ruled(
  Type.Object({
    exact: text,
    prefix: text,
    suffix: text,
    contains: text,
    safeRegex: text,
    ignoreCase: Type.Boolean({ default: false }),
  }),
  oneOf('exact', 'prefix', 'suffix', 'contains', 'safeRegex'),
);

const percentage = Type.Optional(Type.Integer({ minimum: 0, maximum: 100 }));

/** csrf rejects requests that pages of other sites send. */
export const csrf = ruled(
  Type.Object({
    percentageEnabled: percentage,
    percentageShadowed: percentage,
    additionalOrigins: Type.Array(stringMatcher, { maxItems: 16, default: [] }),
  }),
  atMostOneOf('percentageEnabled', 'percentageShadowed'),
);
