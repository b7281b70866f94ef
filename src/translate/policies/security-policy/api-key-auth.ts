import type { ApiKeyAuth, ApiKeySource } from '#model';
import type { SecurityPolicy } from '#resources';
import { secretOf } from '../../secret-ref.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, type SectionProblem, sectionOf } from '../section.ts';

const path = 'spec.apiKeyAuth.credentialRefs';

type Written = NonNullable<SecurityPolicy['spec']['apiKeyAuth']>;

/** apiKeyAuthSection reads the keys. Of a client that several Secrets name, the first holds. Messages never quote a key. */
export function apiKeyAuthSection(
  { credentialRefs, extractFrom, forwardClientIDHeader, sanitize }: Written,
  policy: SecurityPolicy,
  context: PolicyContext,
): Section {
  const problems: SectionProblem[] = [];
  const keys = new Map<string, string>();
  for (const [i, ref] of credentialRefs.entries()) {
    const found = secretOf(ref, `${path}[${i}]`, policy, context);
    if ('problem' in found) problems.push(found.problem);
    else
      for (const [client, bytes] of Object.entries(found.secret.spec.data))
        if (!keys.has(client)) keys.set(client, withoutLineEnd(bytes));
  }
  const sources = extractFrom.flatMap(sourcesOf);
  if (sources.length === 0) {
    const message = 'names no header, parameter or cookie that could hold a key';
    problems.push({ reason: 'Invalid', message, path: 'spec.apiKeyAuth.extractFrom' });
  }
  const clients = [...keys].map(([name, key]) => ({ name, key }));
  const mistake = mistakeIn(clients);
  if (problems.length === 0 && mistake !== undefined) {
    problems.push({ reason: 'Invalid', message: mistake, path });
  }
  if (problems.length > 0) return brokenSection(...problems);
  return sectionOf({
    apiKeyAuth: {
      clients,
      sources,
      ...(forwardClientIDHeader === undefined ? {} : { clientHeader: forwardClientIDHeader }),
      ...(sanitize === undefined ? {} : { hidesKey: sanitize }),
    },
  });
}

/** A file ends with a line break that is no part of the key. */
function withoutLineEnd(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString()
    .replace(/\r?\n$/, '');
}

function sourcesOf({ headers, params, cookies }: Written['extractFrom'][number]): ApiKeySource[] {
  return [
    ...headers.map(name => ({ kind: 'header', name }) as const),
    ...params.map(name => ({ kind: 'query', name }) as const),
    ...cookies.map(name => ({ kind: 'cookie', name }) as const),
  ];
}

function mistakeIn(clients: ApiKeyAuth['clients']): string | undefined {
  if (clients.length === 0) return 'hold no key';
  const empty = clients.find(({ key }) => key === '');
  if (empty !== undefined) return `hold an empty key for ${empty.name}`;
  const owners = new Map<string, string>();
  for (const { name, key } of clients) {
    const other = owners.get(key);
    if (other !== undefined) return `hold the same key for ${other} and ${name}`;
    owners.set(key, name);
  }
  return undefined;
}
