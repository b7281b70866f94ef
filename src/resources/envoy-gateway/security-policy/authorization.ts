import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import { httpMethods } from '../../gateway-api/http-match.ts';
import { addressRange } from '../../schema/address-range.ts';
import { ruled } from '../../schema/annotate.ts';
import { closedList } from '../../schema/closed.ts';
import { stringMatch } from '../string-match.ts';

const action = Type.Enum(['Allow', 'Deny']);
const text = Type.String({ minLength: 1, maxLength: 4096 });

const claim = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 253 }),
  valueType: Type.Enum(['String', 'StringArray'], { default: 'String' }),
  values: Type.Array(text, { minItems: 1, maxItems: 128 }),
});

const names = Type.Array(stringMatch, { maxItems: 64, default: [] });

const clientCert = ruled(
  Type.Object({
    subject: Type.Optional(stringMatch),
    subjectAltNames: Type.Optional(
      Type.Object({
        uris: names,
        dnsNames: names,
        // Envoy exposes no other names of a certificate to authorization.
        emailAddresses: Type.Optional(closedList('type', 'value')),
        ipAddresses: Type.Optional(closedList('type', 'value')),
        otherNames: Type.Optional(closedList('oid', 'type', 'value')),
      }),
    ),
  }),
  ({ subject, subjectAltNames }, report) => {
    const { uris = [], dnsNames = [], emailAddresses, ipAddresses, otherNames } = subjectAltNames ?? {};
    const others = emailAddresses ?? ipAddresses ?? otherNames;
    if (subject === undefined && uris.length + dnsNames.length === 0 && others === undefined)
      report('is required, or uris or dnsNames of subjectAltNames', 'subject');
  },
);

const isIt = Type.Optional(Type.Boolean());

/** All fields that are written must match. */
const location = ruled(
  Type.Object({
    country: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2}$', '~wants': 'two letters, such as DE' })),
    region: Type.Optional(text),
    city: Type.Optional(text),
    asn: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_295 })),
    isp: Type.Optional(text),
    anonymous: Type.Optional(
      Type.Object({ isAnonymous: isIt, isVPN: isIt, isHosting: isIt, isTor: isIt, isProxy: isIt }),
    ),
  }),
  ({ anonymous = {}, ...rest }, report) => {
    if ([...Object.values(rest), ...Object.values(anonymous)].every(said => said === undefined))
      report('must say something of where clients are, such as country');
  },
);

const jwt = ruled(
  Type.Object({
    provider: Type.String({ minLength: 1, maxLength: 253 }),
    claims: Type.Array(claim, { maxItems: 16, default: [] }),
    scopes: Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { maxItems: 16, default: [] }),
  }),
  ({ claims, scopes }, report) => {
    if (claims.length + scopes.length === 0)
      report('must ask for claims or scopes: a provider alone would be everybody, also without a token');
  },
);

// A principal without a condition would be everybody, which nobody means who writes one.
const principal = ruled(
  Type.Object({
    clientCIDRs: Type.Array(addressRange, { maxItems: 1024, default: [] }),
    headers: Type.Array(
      Type.Object({ name: headerName, values: Type.Array(text, { minItems: 1, maxItems: 256 }) }),
      { maxItems: 256, default: [] },
    ),
    jwt: Type.Optional(jwt),
    clientCert: Type.Optional(clientCert),
    clientIPGeoLocations: Type.Array(location, { maxItems: 64, default: [] }),
  }),
  ({ clientCIDRs, headers, jwt, clientCert, clientIPGeoLocations }, report) => {
    const lists = clientCIDRs.length + headers.length + clientIPGeoLocations.length;
    if (lists === 0 && jwt === undefined && clientCert === undefined)
      report(
        'must ask for one at least of clientCIDRs, headers, jwt, clientCert and clientIPGeoLocations; leave it out to mean everybody',
      );
  },
);

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
