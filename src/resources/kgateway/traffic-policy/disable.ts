import { Type } from 'typebox';

/** disable takes away what a more general policy says of the same. */
export const disable = Type.Optional(Type.Object({}));
