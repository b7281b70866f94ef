import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import { secretObjectReference } from '../../gateway-api/references.ts';

/** basicAuth admits requests that show the password of a user. The Secret `users` holds them under `.htpasswd`. */
export const basicAuth = Type.Object({
  users: secretObjectReference,
  forwardUsernameHeader: Type.Optional(headerName),
});
