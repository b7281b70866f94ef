import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import { disable } from './disable.ts';

const origin = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^\\*$|^https?://((\\*\\.)?([a-zA-Z0-9-]+\\.)*[a-zA-Z0-9-]+|\\*)(:[0-9]{1,5})?$',
  '~wants': '"*" or an origin such as https://app.example.com or https://*.example.com:8443',
});
const method = Type.String({
  minLength: 1,
  maxLength: 32,
  pattern: '^(\\*|[A-Z]+)$',
  '~wants': 'a method such as GET, or "*"',
});
const names = Type.Array(headerName, { maxItems: 64, default: [] });

/** cors says which pages of other origins may make a browser send requests here. */
export const cors = Type.Object({
  allowOrigins: Type.Array(origin, { maxItems: 64, default: [] }),
  allowMethods: Type.Array(method, { maxItems: 9, default: [] }),
  allowHeaders: names,
  exposeHeaders: names,
  allowCredentials: Type.Boolean({ default: false }),
  maxAge: Type.Integer({ minimum: 1, maximum: 2_147_483_647, default: 5 }),
  disable,
});
