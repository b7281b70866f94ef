import { Type } from 'typebox';
import { type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { duration } from './duration.ts';
import { headerName } from './fields.ts';

const settings = Type.Object({
  absoluteTimeout: Type.Optional(duration),
  type: Type.Enum(['Cookie', 'Header'], { default: 'Cookie' }),
  cookie: Type.Optional(
    Type.Object({
      name: Type.Optional(headerName),
      path: Type.String({ maxLength: 1024, default: '/' }),
      lifetimeType: Type.Enum(['Permanent', 'Session'], { default: 'Session' }),
    }),
  ),
  header: Type.Optional(Type.Object({ name: headerName })),
});
export type SessionPersistence = Read<typeof settings>;

/** sessionPersistence keeps a client's requests at one endpoint. Times are in milliseconds. */
export const sessionPersistence = ruled(settings, checkSettings);

function checkSettings(session: SessionPersistence, report: Report): void {
  const { type, cookie, header, absoluteTimeout } = session;
  if (cookie?.lifetimeType === 'Permanent' && absoluteTimeout === undefined) {
    report('is required where the lifetimeType of the cookie is Permanent', 'absoluteTimeout');
  }
  if (type === 'Cookie' && cookie === undefined) report('is required where the type is Cookie', 'cookie');
  if (type === 'Header' && header === undefined) report('is required where the type is Header', 'header');
  if (type !== 'Cookie' && cookie !== undefined)
    report(`must be left out where the type is ${type}`, 'cookie');
  if (type !== 'Header' && header !== undefined)
    report(`must be left out where the type is ${type}`, 'header');
}
