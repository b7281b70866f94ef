import { Type } from 'typebox';

/** disable removes what a more general policy sets for the same. */
export const disable = Type.Optional(Type.Object({}));
