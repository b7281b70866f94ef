import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import { httpMethods } from '../../gateway-api/http-match.ts';
import { addressRange } from '../../schema/address-range.ts';
import { closed, closedList } from './closed.ts';

const action = Type.Enum(['Allow', 'Deny']);
const text = Type.String({ minLength: 1, maxLength: 4096 });

const claim = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 253 }),
  valueType: Type.Enum(['String', 'StringArray'], { default: 'String' }),
  values: Type.Array(text, { minItems: 1, maxItems: 128 }),
});

const principal = Type.Object({
  clientCIDRs: Type.Array(addressRange, { maxItems: 1024, default: [] }),
  headers: Type.Array(
    Type.Object({ name: headerName, values: Type.Array(text, { minItems: 1, maxItems: 256 }) }),
    { maxItems: 256, default: [] },
  ),
  jwt: Type.Optional(
    Type.Object({
      provider: Type.String({ minLength: 1, maxLength: 253 }),
      claims: Type.Array(claim, { maxItems: 16, default: [] }),
      scopes: Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { maxItems: 16, default: [] }),
    }),
  ),
  clientCert: Type.Optional(closed('subject', 'subjectAltNames')),
  clientIPGeoLocations: Type.Optional(closedList('anonymous', 'asn', 'city', 'country', 'isp', 'region')),
});

const operation = Type.Object({
  methods: Type.Array(Type.Enum([...httpMethods]), { maxItems: 16, default: [] }),
  path: Type.Optional(
    Type.Object({
      type: Type.Enum(['Exact', 'PathPrefix', 'RegularExpression'], { default: 'PathPrefix' }),
      value: Type.String({ maxLength: 1024, default: '/' }),
      invert: Type.Boolean({ default: false }),
    }),
  ),
});

const rule = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
  action,
  principal: Type.Optional(principal),
  operation: Type.Optional(operation),
  cel: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
});

/** authorization: the first rule that matches decides; where none does, `defaultAction`, which is Deny where nothing is written. */
export const authorization = Type.Object({
  defaultAction: Type.Optional(action),
  rules: Type.Optional(Type.Array(rule, { maxItems: 1024 })),
});
