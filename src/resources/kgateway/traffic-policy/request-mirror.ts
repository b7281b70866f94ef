import { Type } from 'typebox';
import { hostText } from '../../gateway-api/fields.ts';

/** requestMirror says how the mirrored requests of a rule's filters are sent. */
export const requestMirror = Type.Object({
  disableShadowHostSuffixAppend: Type.Optional(Type.Boolean()),
  hostRewriteLiteral: Type.Optional(hostText),
});
