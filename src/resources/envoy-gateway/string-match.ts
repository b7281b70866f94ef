import { Type } from 'typebox';
import type { Read } from '../schema/readonly.ts';

/** stringMatch is Envoy Gateway's StringMatch: a condition on a text. */
export const stringMatch = Type.Object({
  type: Type.Enum(['Exact', 'Prefix', 'Suffix', 'RegularExpression'], { default: 'Exact' }),
  value: Type.String({ minLength: 1, maxLength: 1024 }),
});
/** StringMatch is stringMatch as read. */
export type StringMatch = Read<typeof stringMatch>;
