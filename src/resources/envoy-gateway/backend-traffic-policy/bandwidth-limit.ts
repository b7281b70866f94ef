import { Type } from 'typebox';
import { bytes } from '../../kubernetes/quantity.ts';

const limit = Type.Object({ value: bytes, unit: Type.Enum(['Second', 'Minute', 'Hour']) });

/** bandwidthLimit: how many bytes of bodies pass in a time. */
export const bandwidthLimit = Type.Object({
  request: Type.Optional(Type.Object({ limit })),
  response: Type.Optional(
    Type.Object({
      limit,
      responseTrailers: Type.Optional(
        Type.Object({ prefix: Type.Optional(Type.String({ maxLength: 64, pattern: '^[A-Za-z0-9-]*$' })) }),
      ),
    }),
  ),
});
