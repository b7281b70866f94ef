import { Type } from 'typebox';
import { converted, expressed, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { duration } from './duration.ts';
import { headerName } from './fields.ts';

const lifetime = Type.Enum(['Permanent', 'Session'], { default: 'Session' });

/** The fields of Gateway API 1.7; `sessionName`, `idleTimeout` and `cookieConfig` are older ones. */
const written = Type.Object({
  type: Type.Enum(['Cookie', 'Header'], { default: 'Cookie' }),
  absoluteTimeout: Type.Optional(duration),
  idleTimeout: Type.Optional(duration),
  sessionName: Type.Optional(headerName),
  cookieConfig: Type.Optional(Type.Object({ lifetimeType: lifetime })),
  cookie: Type.Optional(
    Type.Object({
      name: Type.Optional(headerName),
      path: Type.String({ maxLength: 1024, default: '/' }),
      lifetimeType: lifetime,
    }),
  ),
  header: Type.Optional(Type.Object({ name: headerName })),
});
type Written = Read<typeof written>;

/** SessionPersistence keeps a client's requests at one endpoint. Times are in milliseconds. */
export interface SessionPersistence {
  readonly type: 'Cookie' | 'Header';
  /** The name of the cookie or header; absent: the data plane chooses one. */
  readonly name?: string;
  /** The path of the cookie. */
  readonly path: string;
  /** A permanent cookie lives for `absoluteTimeout`, a session cookie as long as the client's session. */
  readonly lifetimeType: 'Permanent' | 'Session';
  readonly absoluteTimeout?: number;
  readonly idleTimeout?: number;
}

const messages = {
  cookie: 'must be left out where the type is Header',
  header: 'must be left out where the type is Cookie',
  lifetime: 'is required where the lifetimeType of the cookie is Permanent',
} as const;

const isHeader = "has(self.type) && self.type == 'Header'";

export const sessionPersistence = converted(
  expressed(
    ruled(written, checkSettings),
    { rule: `!(${isHeader} && has(self.cookie))`, message: messages.cookie, at: '.cookie' },
    { rule: `${isHeader} || !has(self.header)`, message: messages.header, at: '.header' },
    {
      rule: `!(${lasting('cookie')} || !has(self.cookie) && ${lasting('cookieConfig')}) || has(self.absoluteTimeout)`,
      message: messages.lifetime,
      at: '.absoluteTimeout',
    },
  ),
  readSettings,
);

function lasting(field: string): string {
  return `has(self.${field}) && has(self.${field}.lifetimeType) && self.${field}.lifetimeType == 'Permanent'`;
}

function checkSettings(
  { type, cookie, cookieConfig, header, absoluteTimeout }: Written,
  report: Report,
): void {
  if (type === 'Header' && cookie !== undefined) report(messages.cookie, 'cookie');
  if (type === 'Cookie' && header !== undefined) report(messages.header, 'header');
  if ((cookie ?? cookieConfig)?.lifetimeType === 'Permanent' && absoluteTimeout === undefined) {
    report(messages.lifetime, 'absoluteTimeout');
  }
}

function readSettings(settings: Written): SessionPersistence {
  const { type, sessionName, cookieConfig, cookie, header, absoluteTimeout, idleTimeout } = settings;
  const name = cookie?.name ?? header?.name ?? sessionName;
  return {
    type,
    ...(name !== undefined && { name }),
    path: cookie?.path ?? '/',
    lifetimeType: (cookie ?? cookieConfig)?.lifetimeType ?? 'Session',
    ...(absoluteTimeout !== undefined && { absoluteTimeout }),
    ...(idleTimeout !== undefined && { idleTimeout }),
  };
}
