import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';

/** httpUpgrade lists the protocols to which connections may be upgraded. */
export const httpUpgrade = Type.Array(
  ruled(
    Type.Object({
      type: Type.String({ minLength: 1, maxLength: 64 }),
      connect: Type.Optional(Type.Object({ terminate: Type.Boolean({ default: false }) })),
    }),
    ({ type, connect }, report) => {
      if (connect !== undefined && type.toUpperCase() !== 'CONNECT')
        report('must be left out where the type is not CONNECT', 'connect');
    },
  ),
  { maxItems: 16 },
);
