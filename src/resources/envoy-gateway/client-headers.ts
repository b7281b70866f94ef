import { Type } from 'typebox';
import { headerName, headerValue } from '../gateway-api/fields.ts';
import { bytes } from '../kubernetes/quantity.ts';
import { ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { unique, uniqueBy } from '../schema/unique.ts';
import { stringMatch } from './string-match.ts';

const most = { maxItems: 64, default: [] };
const header = Type.Object({ name: headerName, value: headerValue });
const headers = ruled(Type.Array(header, most), uniqueBy('name'));

/** Changes to headers, whatever route a request takes. */
const changes = Type.Object({
  set: headers,
  add: headers,
  addIfAbsent: headers,
  remove: ruled(Type.Array(headerName, most), unique),
  removeOnMatch: Type.Array(stringMatch, most),
});
export type WrittenHeaderChanges = Read<typeof changes>;

/** clientHeaders says which headers are kept, made, changed or rejected. */
export const clientHeaders = Type.Object({
  enableEnvoyHeaders: Type.Optional(Type.Boolean()),
  disableRateLimitHeaders: Type.Optional(Type.Boolean()),
  withUnderscoresAction: Type.Optional(Type.Enum(['Allow', 'RejectRequest', 'DropHeader'])),
  requestID: Type.Optional(Type.Enum(['PreserveOrGenerate', 'Preserve', 'Generate', 'Disable'])),
  preserveXRequestID: Type.Optional(Type.Boolean()),
  maxRequestHeaderLimit: Type.Optional(bytes),
  host: Type.Optional(Type.Object({ stripTrailingHostDot: Type.Optional(Type.Boolean()) })),
  earlyRequestHeaders: Type.Optional(changes),
  lateResponseHeaders: Type.Optional(changes),
  xForwardedClientCert: Type.Optional(
    Type.Object({
      mode: Type.Enum(['Sanitize', 'ForwardOnly', 'AppendForward', 'SanitizeSet', 'AlwaysForwardOnly'], {
        default: 'Sanitize',
      }),
      certDetailsToAdd: Type.Array(Type.Enum(['Subject', 'Cert', 'Chain', 'DNS', 'URI']), {
        maxItems: 5,
        default: [],
      }),
    }),
  ),
});
