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
    Type.Object(
      { type: Type.Enum(['Exact', 'Distinct'], { default: 'Exact' }), value: addressRange },
      { '~unserved': ['invert'] },
    ),
  ),
});

const rule = Type.Object(
  {
    clientSelectors: Type.Array(clientSelector, { maxItems: 8, default: [] }),
    limit: Type.Object(
      {
        requests: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
        unit: Type.Enum(['Second', 'Minute', 'Hour', 'Day', 'Week', 'Month', 'Year']),
      },
      { '~unserved': ['fromMetadata'] },
    ),
    xRateLimitHeaders: Type.Optional(Type.Enum(['Off', 'DraftVersion03'])),
  },
  { '~unserved': ['cost', 'shadowMode', 'shared'] },
);

/** rateLimit: `local` is counted by each proxy by itself. */
export const rateLimit = Type.Object(
  {
    type: Type.Optional(Type.Enum(['Global', 'Local'])),
    local: Type.Optional(Type.Object({ rules: Type.Array(rule, { maxItems: 16, default: [] }) })),
  },
  { '~unserved': ['global'] },
);
