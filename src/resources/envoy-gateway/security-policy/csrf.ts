import { Type } from 'typebox';

const origin = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^(https?://)?(\\*\\.)?([\\w-]+\\.)*[\\w-]+(:\\d{1,5})?$',
  '~wants': 'an origin such as https://app.example.com or *.example.com:8443',
});

/** csrf turns away requests that change something and come from a page of another site. It always does: nothing is only counted. */
export const csrf = Type.Object(
  { additionalOrigins: Type.Array(origin, { maxItems: 16, default: [] }) },
  { '~unserved': ['shadowFraction'] },
);
