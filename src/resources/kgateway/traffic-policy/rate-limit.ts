import { Type } from 'typebox';
import { period } from '../../gateway-api/duration.ts';
import { headerName } from '../../gateway-api/fields.ts';
import { ruled } from '../../schema/annotate.ts';
import { extensionRef } from './extensions.ts';

const percent = Type.Optional(Type.Integer({ minimum: 0, maximum: 100 }));
const word = Type.String({ minLength: 1, maxLength: 1024 });
const tokens = { minimum: 1, maximum: 4_294_967_295 };

const entry = ruled(
  Type.Object({
    type: Type.Enum(['Generic', 'Header', 'RemoteAddress', 'Path']),
    generic: Type.Optional(Type.Object({ key: word, value: word })),
    header: Type.Optional(headerName),
  }),
  ({ type, generic, header }, report) => {
    if ((type === 'Generic') !== (generic !== undefined))
      report(`must be given where the type is Generic, and nowhere else, but is ${type}`, 'generic');
    if ((type === 'Header') !== (header !== undefined))
      report(`must be given where the type is Header, and nowhere else, but is ${type}`, 'header');
  },
);
const descriptor = Type.Object({ entries: Type.Array(entry, { minItems: 1, maxItems: 64 }) });

/** rateLimit limits how many requests pass. */
export const rateLimit = Type.Object({
  local: Type.Optional(
    Type.Object(
      {
        tokenBucket: Type.Optional(
          Type.Object({
            maxTokens: Type.Integer(tokens),
            tokensPerFill: Type.Integer({ ...tokens, default: 1 }),
            fillInterval: ruled(period, (interval: number, report) => {
              if (interval < 50) report('must be 50ms at least');
            }),
          }),
        ),
        percentEnabled: percent,
        percentEnforced: percent,
      },
      { '~unserved': ['shareAcrossGateway'] },
    ),
  ),
  global: Type.Optional(
    Type.Object({
      extensionRef,
      descriptors: Type.Array(descriptor, { minItems: 1, maxItems: 64 }),
    }),
  ),
});
