import { Type } from 'typebox';
import { objectName } from '../../gateway-api/fields.ts';
import { namespaceName } from '../../names.ts';
import { ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';
import { oneOf } from '../../schema/one-of.ts';
import { withRequestBody } from '../gateway-extension/ext-auth.ts';
import { processingMode } from '../gateway-extension/ext-proc.ts';
import { disable } from './disable.ts';

/** extensionRef names a GatewayExtension; no namespace means the policy's own. */
export const extensionRef = Type.Object({ name: objectName, namespace: Type.Optional(namespaceName) });

const named = { extensionRef: Type.Optional(extensionRef), disable };
const text = Type.String({ maxLength: 4096 });

/** extAuth asks a service which requests may pass. */
export const extAuth = ruled(
  Type.Object({
    ...named,
    withRequestBody: Type.Optional(withRequestBody),
    contextExtensions: mapOf(Type.String({ minLength: 1, maxLength: 256 }), text, 64),
  }),
  oneOf('extensionRef', 'disable'),
);

/** extProc lets a service change requests and answers. */
export const extProc = ruled(
  Type.Object({ ...named, processingMode: Type.Optional(processingMode) }),
  oneOf('extensionRef', 'disable'),
);

/** jwtAuth requires a token. */
export const jwtAuth = ruled(Type.Object(named), oneOf('extensionRef', 'disable'));

/** oauth2 sends browsers to a login. */
export const oauth2 = Type.Object({ extensionRef });
