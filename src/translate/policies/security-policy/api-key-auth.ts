import type { ApiKeySource } from '#model';
import type { SecurityPolicy } from '#resources';
import { secretOf } from '../../secret-ref.ts';
import { apiKeysIn } from '../api-keys.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, type SectionProblem, sectionOf } from '../section.ts';

const path = 'spec.apiKeyAuth.credentialRefs';

type Written = NonNullable<SecurityPolicy['spec']['apiKeyAuth']>;

/** apiKeyAuthSection reads the keys. */
export function apiKeyAuthSection(
  { credentialRefs, extractFrom, forwardClientIDHeader, sanitize }: Written,
  policy: SecurityPolicy,
  context: PolicyContext,
): Section {
  const found = credentialRefs.map((ref, i) => secretOf(ref, `${path}[${i}]`, policy, context));
  const problems: SectionProblem[] = found.flatMap(one => ('problem' in one ? [one.problem] : []));
  const sources = extractFrom.flatMap(sourcesOf);
  if (sources.length === 0) {
    const message = 'names no header, parameter or cookie that could hold a key';
    problems.push({ reason: 'Invalid', message, path: 'spec.apiKeyAuth.extractFrom' });
  }
  const keys = apiKeysIn(found.flatMap(one => ('secret' in one ? [one.secret] : [])));
  if (problems.length > 0) return brokenSection(...problems);
  if ('mistake' in keys) return brokenSection({ reason: 'Invalid', message: keys.mistake, path });
  return sectionOf({
    apiKeyAuth: {
      clients: keys.clients,
      sources,
      ...(forwardClientIDHeader === undefined ? {} : { clientHeader: forwardClientIDHeader }),
      ...(sanitize === undefined ? {} : { hidesKey: sanitize }),
    },
  });
}

function sourcesOf({ headers, params, cookies }: Written['extractFrom'][number]): ApiKeySource[] {
  return [
    ...headers.map(name => ({ kind: 'header', name }) as const),
    ...params.map(name => ({ kind: 'query', name }) as const),
    ...cookies.map(name => ({ kind: 'cookie', name }) as const),
  ];
}
