import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import { secretObjectReference } from '../../gateway-api/references.ts';

/** basicAuth lets those pass who say the password of a user; `users` holds them under `.htpasswd`. */
export const basicAuth = Type.Object({
  users: secretObjectReference,
  forwardUsernameHeader: Type.Optional(headerName),
});
