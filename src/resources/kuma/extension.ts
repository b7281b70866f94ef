import { Type } from 'typebox';
import { anything } from '../schema/anything.ts';

/** extension is what a plugin of another control plane would do. */
export const extension = Type.Object({
  type: Type.String({ minLength: 1, maxLength: 253 }),
  config: Type.Optional(anything),
});
