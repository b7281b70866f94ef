import { Type } from 'typebox';
import { bytes } from '../../kubernetes/quantity.ts';
import { ruled } from '../../schema/annotate.ts';

/** How many seconds each unit has. */
export const bandwidthUnits = { Second: 1, Minute: 60, Hour: 3600 } as const;

const limit = ruled(
  Type.Object({ value: bytes, unit: Type.Enum(['Second', 'Minute', 'Hour']) }),
  ({ value, unit }, report) => {
    if (value < 1024 * bandwidthUnits[unit])
      report('must come to 1Ki a second at least, which is the least that Envoy can do', 'value');
  },
);

/** bandwidthLimit limits how many bytes of bodies pass in a unit of time. */
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
