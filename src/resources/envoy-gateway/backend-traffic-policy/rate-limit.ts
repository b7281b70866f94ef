import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import { httpMethods } from '../../gateway-api/http-match.ts';
import { addressRange } from '../../schema/address-range.ts';
import { ruled } from '../../schema/annotate.ts';

const invert = Type.Boolean({ default: false });

const namedValue = ruled(
  Type.Object({
    type: Type.Enum(['Exact', 'RegularExpression', 'Distinct'], { default: 'Exact' }),
    name: headerName,
    value: Type.Optional(Type.String({ maxLength: 1024 })),
    invert,
  }),
  ({ type, value, invert }, report) => {
    if (type !== 'Distinct' && value === undefined) report(`is required where the type is ${type}`, 'value');
    if (type === 'Distinct' && invert) report('cannot be true where the type is Distinct', 'invert');
  },
);

const clientSelector = Type.Object({
  headers: Type.Array(namedValue, { maxItems: 128, default: [] }),
  queryParams: Type.Array(namedValue, { maxItems: 16, default: [] }),
  methods: Type.Array(Type.Object({ value: Type.Enum([...httpMethods]), invert }), {
    maxItems: 16,
    default: [],
  }),
  path: Type.Optional(
    Type.Object({
      type: Type.Enum(['Exact', 'PathPrefix', 'RegularExpression'], { default: 'PathPrefix' }),
      value: Type.String({ maxLength: 1024, default: '/' }),
      invert,
    }),
  ),
  sourceCIDR: Type.Optional(
    ruled(
      Type.Object({
        type: Type.Enum(['Exact', 'Distinct'], { default: 'Exact' }),
        value: addressRange,
        invert,
      }),
      ({ type, invert }, report) => {
        if (type === 'Distinct' && invert) report('cannot be true where the type is Distinct', 'invert');
      },
    ),
  ),
});

/** It becomes part of a command operator of Envoy's. */
const text = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: '^[^%():]+$',
  '~wants': 'a name without "%", "(", ")" and ":"',
});
const metadata = Type.Object({ namespace: text, key: text });

const cost = ruled(
  Type.Object({
    from: Type.Enum(['Number', 'Metadata']),
    number: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
    metadata: Type.Optional(metadata),
  }),
  ({ from, number, metadata }, report) => {
    if (from === 'Number' && number === undefined) report('is required where `from` is Number', 'number');
    if (from === 'Metadata' && metadata === undefined)
      report('is required where `from` is Metadata', 'metadata');
  },
);

const limit = {
  requests: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
  unit: Type.Enum(['Second', 'Minute', 'Hour', 'Day', 'Week', 'Month', 'Year']),
};

const rule = {
  clientSelectors: Type.Array(clientSelector, { maxItems: 8, default: [] }),
  xRateLimitHeaders: Type.Optional(Type.Enum(['Off', 'DraftVersion03'])),
  shadowMode: Type.Boolean({ default: false }),
  shared: Type.Boolean({ default: false }),
};

/** A proxy counts for itself when a request arrives, and against a fixed limit. */
const localRule = Type.Object({
  ...rule,
  limit: Type.Object(limit, { '~unserved': ['fromMetadata'] }),
  cost: Type.Optional(Type.Object({ request: Type.Optional(cost) }, { '~unserved': ['response'] })),
});

const globalRule = Type.Object({
  ...rule,
  limit: Type.Object({ ...limit, fromMetadata: Type.Optional(metadata) }),
  cost: Type.Optional(Type.Object({ request: Type.Optional(cost), response: Type.Optional(cost) })),
});

/** rateLimit: `local` is counted by each proxy for itself, `global` by a service for all of them. */
export const rateLimit = ruled(
  Type.Object({
    type: Type.Optional(Type.Enum(['Global', 'Local'])),
    local: Type.Optional(Type.Object({ rules: Type.Array(localRule, { maxItems: 16, default: [] }) })),
    global: Type.Optional(Type.Object({ rules: Type.Array(globalRule, { maxItems: 256, default: [] }) })),
  }),
  ({ type, local, global }, report) => {
    if (type === 'Global' && local !== undefined && global === undefined)
      report.warning('has no effect where the type is Global', 'local');
    if (type === 'Local' && global !== undefined && local === undefined)
      report.warning('has no effect where the type is Local', 'global');
  },
);
