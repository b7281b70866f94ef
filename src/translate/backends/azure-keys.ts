import { load } from 'js-yaml';
import type { Tracker } from '#graph';
import type { ResourceRef } from '#lib/resource-ref.ts';
import type { NamedSecret } from '#resources';
import { authoritiesIn } from '../authorities.ts';
import { keptLine } from '../kept-line.ts';
import { type SecretProblem, secretOf } from '../secret-ref.ts';
import type { BackendKindContext } from './backend-kind.ts';

/** One line that a header can hold; the limit is far above the length of any key. */
const wellFormed = /^[\x21-\x7e]{1,1024}$/;

/** azureKey is the first key that an object's Secret holds under one of these names; messages never quote one. */
export function azureKey(
  names: readonly string[],
  { at: path, ...named }: NamedSecret,
  ref: ResourceRef,
  { inputs, grants }: Pick<BackendKindContext, 'inputs' | 'grants'>,
  track: Tracker,
): { readonly key: string; readonly problem?: never } | { readonly problem: SecretProblem } {
  const context = { authorities: authoritiesIn(inputs), grants, track };
  const found = secretOf({ group: '', kind: 'Secret', ...named }, path, { ref }, context);
  if ('problem' in found) return found;
  const { namespace, name } = found.secret.ref;
  const wrong = (what: string) => ({
    problem: {
      reason: 'Invalid' as const,
      message: `names Secret ${namespace}/${name}, which ${what}`,
      path,
    },
  });
  const keys = keysIn(found.secret.spec.data);
  const held = names.find(one => keys.has(one));
  const key = held === undefined ? undefined : keys.get(held);
  if (key === undefined)
    return wrong(`has nothing under ${names.join(' or ')}: write the key of Azure’s there`);
  return wellFormed.test(key) ? { key } : wrong(`has something under ${held} that is not a key: one line is`);
}

/** Each key under its name, as one usually writes a Secret; or all in one YAML text under `azure`, as `glooctl` does. */
function keysIn({ azure, ...others }: Readonly<Record<string, Uint8Array>>): ReadonlyMap<string, string> {
  const own = Object.entries(others).map(([name, bytes]) => [name, keptLine(bytes)] as const);
  return new Map(
    [...(azure === undefined ? [] : keysInYaml(keptLine(azure))), ...own].filter(([, key]) => key !== ''),
  );
}

function keysInYaml(text: string): readonly (readonly [string, string])[] {
  const read = loaded(text);
  const keys = isRecord(read) && isRecord(read.apiKeys) ? read.apiKeys : {};
  return Object.entries(keys).flatMap(([name, key]) =>
    typeof key === 'string' ? [[name, key] as const] : [],
  );
}

/** A text that cannot be read holds no key. Its error is dropped, as it would quote the text. */
function loaded(text: string): unknown {
  try {
    return load(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
