import type { TrafficPolicy } from '#resources';
import { secretOf } from '../../secret-ref.ts';
import { readHtpasswd } from '../htpasswd.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, sectionOf } from '../section.ts';

type Written = NonNullable<TrafficPolicy['spec']['basicAuth']>;

const path = 'spec.basicAuth';

/** basicAuthSection reads the users that are written, or that a Secret holds. Messages never quote one. */
export function basicAuthSection(
  { users, secretRef }: Written,
  policy: TrafficPolicy,
  context: PolicyContext,
): Section {
  if (secretRef === undefined)
    return sectionFrom(readHtpasswd((users ?? []).join('\n'), 'users'), `${path}.users`);
  const { key, ...named } = secretRef;
  const at = `${path}.secretRef`;
  const found = secretOf({ group: '', kind: 'Secret', ...named }, at, policy, context);
  if ('problem' in found) return brokenSection(found.problem);
  const { ref, spec } = found.secret;
  const lines = readHtpasswd(Buffer.from(spec.data[key] ?? []).toString(), key);
  return sectionFrom(
    typeof lines === 'string' ? `names Secret ${ref.namespace}/${ref.name}, which ${lines}` : lines,
    at,
  );
}

function sectionFrom(lines: readonly string[] | string, at: string): Section {
  if (typeof lines === 'string') return brokenSection({ reason: 'Invalid', message: lines, path: at });
  return sectionOf({ basicAuth: { users: lines.join('\n') } });
}
