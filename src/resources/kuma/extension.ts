import { Type } from 'typebox';
import { anything } from '../schema/anything.ts';

/** extension is the configuration of another control plane's plugin. */
export const extension = Type.Object({
  type: Type.String({ minLength: 1, maxLength: 253 }),
  config: Type.Optional(anything),
});
