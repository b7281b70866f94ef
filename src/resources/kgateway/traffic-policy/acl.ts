import { isIP } from 'node:net';
import { Type } from 'typebox';
import { readRange } from '../../schema/address-range.ts';
import { converted } from '../../schema/annotate.ts';

/** A single address is read as a range of one. */
const cidr = converted(
  Type.String({
    minLength: 1,
    maxLength: 64,
    '~wants': 'an address or a range of addresses such as 10.0.0.0/8',
  }),
  (written: string, report) => {
    const family = isIP(written);
    return readRange(family === 0 ? written : `${written}/${family === 4 ? 32 : 128}`, report);
  },
);

const action = Type.Enum(['allow', 'deny']);

/** acl says which client addresses may pass: of several rules the one with the narrowest range decides. */
export const acl = Type.Object({
  defaultAction: action,
  rules: Type.Array(
    Type.Object({
      name: Type.Optional(Type.String({ maxLength: 256 })),
      action,
      cidrs: Type.Array(cidr, { minItems: 1, maxItems: 256 }),
    }),
    { maxItems: 256, default: [] },
  ),
  denyResponse: Type.Optional(
    Type.Object(
      { statusCode: Type.Integer({ minimum: 100, maximum: 599, default: 403 }) },
      { '~unserved': ['headers', 'blockedByHeaderName'] },
    ),
  ),
});
