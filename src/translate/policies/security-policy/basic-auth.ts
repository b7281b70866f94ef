import type { Secret, SecurityPolicy } from '#resources';
import { secretOf } from '../../secret-ref.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, sectionOf } from '../section.ts';

const path = 'spec.basicAuth.users';
const key = '.htpasswd';
/** The one form of a password that Envoy reads: SHA-1, in base64. */
const userLine = /^[^:]+:\{SHA\}[A-Za-z0-9+/]{27}=$/;

/** basicAuthSection reads the users. Messages never quote what stands in the Secret. */
export function basicAuthSection(
  { users, forwardUsernameHeader }: NonNullable<SecurityPolicy['spec']['basicAuth']>,
  policy: SecurityPolicy,
  context: PolicyContext,
): Section {
  const found = secretOf(users, path, policy, context);
  if ('problem' in found) return brokenSection(found.problem);
  const lines = readUsers(found.secret);
  if (typeof lines === 'string') {
    const { namespace, name } = found.secret.ref;
    return brokenSection({ reason: 'Invalid', message: `Secret ${namespace}/${name} ${lines}`, path });
  }
  return sectionOf({
    basicAuth: {
      users: lines.join('\n'),
      ...(forwardUsernameHeader === undefined ? {} : { usernameHeader: forwardUsernameHeader }),
    },
  });
}

function readUsers({ spec: { data } }: Secret): readonly string[] | string {
  const bytes = data[key];
  if (bytes === undefined) return `has no users under ${key}`;
  const lines = Buffer.from(bytes)
    .toString()
    .split('\n')
    .map(line => line.trim());
  const users = lines.filter(line => line !== '' && !line.startsWith('#'));
  if (users.length === 0) return `has no users under ${key}`;
  const wrong = lines.findIndex(line => users.includes(line) && !userLine.test(line));
  if (wrong >= 0) {
    return `has no user with a SHA password in line ${wrong + 1} of ${key}; htpasswd -s writes name:{SHA}hash`;
  }
  const names = users.map(line => line.slice(0, line.indexOf(':')));
  return new Set(names).size < names.length ? `has a user twice under ${key}` : users;
}
