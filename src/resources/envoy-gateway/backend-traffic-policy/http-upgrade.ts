import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';

/** httpUpgrade: the protocols that connections may be turned to. */
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
