import type { ApiKeySource } from '#model';
import type { Secret, TrafficPolicy } from '#resources';
import { selects } from '../../label-selection.ts';
import { secretOf } from '../../secret-ref.ts';
import { apiKeysIn } from '../api-keys.ts';
import { given } from '../given.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, type SectionProblem, sectionOf } from '../section.ts';

type Written = NonNullable<TrafficPolicy['spec']['apiKeyAuth']>;

/** Where keys are looked for by default. */
const defaultSources: readonly ApiKeySource[] = [{ kind: 'header', name: 'api-key' }];

/** apiKeySection finds the keys in the Secret that is named, or in those of the policy's namespace that its labels select. */
export function apiKeySection(written: Written, policy: TrafficPolicy, context: PolicyContext): Section {
  const found = secretsOf(written, policy, context);
  if ('problem' in found) return brokenSection(found.problem);
  const { secrets, path } = found;
  const keys = apiKeysIn(secrets);
  if ('mistake' in keys) return brokenSection({ reason: 'Invalid', message: keys.mistake, path });
  const sources = written.keySources.flatMap(sourcesOf);
  return sectionOf({
    apiKeyAuth: {
      clients: keys.clients,
      sources: sources.length === 0 ? defaultSources : sources,
      hidesKey: !written.forwardCredential,
      ...given({ clientHeader: written.clientIdHeader }),
    },
  });
}

type Found =
  | { readonly secrets: readonly Secret[]; readonly path: string }
  | { readonly problem: SectionProblem };

function secretsOf(
  { secretRef, secretSelector }: Written,
  policy: TrafficPolicy,
  context: PolicyContext,
): Found {
  const path = `spec.apiKeyAuth.${secretRef === undefined ? 'secretSelector' : 'secretRef'}`;
  if (secretRef !== undefined) {
    const found = secretOf(secretRef, path, policy, context);
    return 'problem' in found ? found : { secrets: [found.secret], path };
  }
  const selector = { matchLabels: secretSelector?.matchLabels ?? {}, matchExpressions: [] };
  const secrets = context.track
    .fetchAll(context.secretsOf, policy.ref.namespace)
    .filter(({ metadata }) => selects(selector, metadata.labels));
  if (secrets.length > 0) return { secrets, path };
  const message = `finds no Secret in namespace ${policy.ref.namespace} that has these labels`;
  return { problem: { reason: 'Invalid', message, path } };
}

function sourcesOf({ header, query, cookie }: Written['keySources'][number]): ApiKeySource[] {
  const at = (kind: ApiKeySource['kind'], name: string | undefined) =>
    name === undefined ? [] : [{ kind, name }];
  return [...at('header', header), ...at('query', query), ...at('cookie', cookie)];
}
