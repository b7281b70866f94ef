import { Type } from 'typebox';
import { objectName } from '../../gateway-api/fields.ts';
import { namespaceName } from '../../names.ts';
import { ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';
import { disable } from './disable.ts';

const user = Type.String({ minLength: 1, maxLength: 1024, '~secret': true });

/** basicAuth admits requests that show the password of a user. */
export const basicAuth = ruled(
  Type.Object({
    users: Type.Optional(Type.Array(user, { minItems: 1, maxItems: 256 })),
    secretRef: Type.Optional(
      Type.Object({
        name: objectName,
        namespace: Type.Optional(namespaceName),
        key: Type.String({ minLength: 1, maxLength: 253, default: '.htpasswd' }),
      }),
    ),
    disable,
  }),
  oneOf('users', 'secretRef', 'disable'),
);
