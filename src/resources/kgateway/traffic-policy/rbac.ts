import { Type } from 'typebox';

/** rbac says which requests may pass, by expressions (CEL). */
export const rbac = Type.Object({
  policy: Type.Object({
    matchExpressions: Type.Array(Type.String({ minLength: 1, maxLength: 16_384 }), {
      minItems: 1,
      maxItems: 256,
    }),
  }),
  action: Type.Enum(['Allow', 'Deny'], { default: 'Allow' }),
});
