import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import { secretObjectReference } from '../../gateway-api/references.ts';
import { labelKey, labelValue } from '../../names.ts';
import { ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';
import { oneOf } from '../../schema/one-of.ts';
import { disable } from './disable.ts';

const name = Type.Optional(Type.String({ minLength: 1, maxLength: 256 }));

const keySource = ruled(
  Type.Object({ header: Type.Optional(headerName), query: name, cookie: name }),
  ({ header, query, cookie }, report) => {
    if ((header ?? query ?? cookie) === undefined) report('must have one of header, query, cookie');
  },
);

/** apiKeyAuth admits requests that show the key of a client. Secrets hold keys, each under the name of its client. */
export const apiKeyAuth = ruled(
  Type.Object({
    secretRef: Type.Optional(secretObjectReference),
    secretSelector: Type.Optional(Type.Object({ matchLabels: mapOf(labelKey, labelValue, 64) })),
    keySources: Type.Array(keySource, { maxItems: 16, default: [] }),
    forwardCredential: Type.Boolean({ default: false }),
    clientIdHeader: Type.Optional(headerName),
    disable,
  }),
  oneOf('secretRef', 'secretSelector', 'disable'),
);
