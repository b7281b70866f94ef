import { Type } from 'typebox';
import { hostText } from '../../gateway-api/fields.ts';

/** requestMirror is how copies of requests are sent that the filters of a rule ask for. */
export const requestMirror = Type.Object({
  disableShadowHostSuffixAppend: Type.Optional(Type.Boolean()),
  hostRewriteLiteral: Type.Optional(hostText),
});
