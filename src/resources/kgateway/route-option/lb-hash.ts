import { Type } from 'typebox';
import { cookieName, cookiePath, headerName } from '../../gateway-api/fields.ts';
import { duration } from '../../kuma/duration.ts';
import { ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';

const hashPolicy = ruled(
  Type.Object({
    header: Type.Optional(headerName),
    cookie: Type.Optional(
      Type.Object({
        name: cookieName,
        ttl: Type.Optional(duration),
        path: Type.Optional(cookiePath),
      }),
    ),
    sourceIp: Type.Optional(Type.Boolean()),
    terminal: Type.Boolean({ default: false }),
  }),
  oneOf('header', 'cookie', 'sourceIp'),
);

/** lbHash says what is hashed of a request, where the backend's load balancer keeps equal hashes at one endpoint. */
export const lbHash = Type.Object({
  hashPolicies: Type.Array(hashPolicy, { minItems: 1, maxItems: 16 }),
});
