import { Type } from 'typebox';
import { duration } from '../../gateway-api/duration.ts';
import { headerName } from '../../gateway-api/fields.ts';
import type { Read } from '../../schema/readonly.ts';

const origin = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^(\\*|[A-Za-z][A-Za-z0-9+.-]*://(\\*|(\\*\\.)?([\\w-]+\\.)*[\\w-]+)(:\\d{1,5})?)$',
  '~wants': '"*" or an origin such as https://app.example.com or https://*.example.com:8443',
});

const method = Type.String({
  minLength: 1,
  maxLength: 32,
  pattern: '^(\\*|[A-Za-z-]+)$',
  '~wants': 'a method such as GET, or "*"',
});

/** cors says which pages of other origins may make a browser send requests here. */
export const cors = Type.Object({
  allowOrigins: Type.Optional(Type.Array(origin, { maxItems: 256 })),
  allowMethods: Type.Optional(Type.Array(method, { maxItems: 64 })),
  allowHeaders: Type.Optional(Type.Array(headerName, { maxItems: 256 })),
  exposeHeaders: Type.Optional(Type.Array(headerName, { maxItems: 256 })),
  maxAge: Type.Optional(duration),
  allowCredentials: Type.Optional(Type.Boolean()),
});
/** WrittenCors: `maxAge` is in milliseconds. */
export type WrittenCors = Read<typeof cors>;
