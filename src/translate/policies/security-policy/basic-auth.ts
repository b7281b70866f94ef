import type { Secret, SecurityPolicy } from '#resources';
import { secretOf } from '../../secret-ref.ts';
import { readHtpasswd } from '../htpasswd.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, sectionOf } from '../section.ts';

const path = 'spec.basicAuth.users';
const key = '.htpasswd';

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
  return readHtpasswd(Buffer.from(data[key] ?? []).toString(), key);
}
