import { Type } from 'typebox';
import { ruled } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';

const word = Type.String({ minLength: 1, maxLength: 256 });
const text = Type.String({ maxLength: 4096 });

/** fraction is a share; the denominator is 100 by default. */
export const fraction = ruled(
  Type.Object({
    numerator: Type.Integer({ minimum: 0 }),
    denominator: Type.Integer({ minimum: 1, default: 100 }),
  }),
  ({ numerator, denominator }, report) => {
    if (numerator > denominator) report('must not be greater than the denominator', 'numerator');
  },
);

const customTag = ruled(
  Type.Object({
    type: Type.Enum(['Literal', 'Environment', 'RequestHeader'], { default: 'Literal' }),
    literal: Type.Optional(Type.Object({ value: text })),
    environment: Type.Optional(Type.Object({ name: word, defaultValue: Type.Optional(text) })),
    requestHeader: Type.Optional(Type.Object({ name: word, defaultValue: Type.Optional(text) })),
  }),
  ({ type, literal, environment, requestHeader }, report) => {
    if (type === 'Literal' && literal === undefined)
      report('is required where the type is Literal', 'literal');
    if (type === 'Environment' && environment === undefined)
      report('is required where the type is Environment', 'environment');
    if (type === 'RequestHeader' && requestHeader === undefined)
      report('is required where the type is RequestHeader', 'requestHeader');
  },
);

/** tracedProperties say which requests are traced, and what spans contain. */
export const tracedProperties = {
  samplingFraction: Type.Optional(fraction),
  clientSamplingFraction: Type.Optional(fraction),
  overallSamplingFraction: Type.Optional(fraction),
  customTags: mapOf(word, customTag, 128),
  tags: mapOf(word, text, 128),
  spanName: Type.Optional(Type.Object({ server: Type.Optional(text), client: Type.Optional(text) })),
};

/** WrittenTraced is the part of tracing that gateways and routes have in common. */
export type WrittenTraced = Read<Type.TObject<typeof tracedProperties>>;
