import { Type } from 'typebox';

/** httpUpgrade: the protocols that connections may be turned to. */
export const httpUpgrade = Type.Array(
  Type.Object({ type: Type.String({ minLength: 1, maxLength: 64 }) }, { '~unserved': ['connect'] }),
  { maxItems: 16 },
);
