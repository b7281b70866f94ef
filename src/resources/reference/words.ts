import type { Field } from './field.ts';

/**
 * Words say what the fields of a kind mean, by their paths (`Field.path`): a sentence or two for each, in our own words, for the
 * reference pages. Under '' they say what the kind itself is for.
 */
export type Words = Readonly<Record<string, string>>;

/** wordsOf says what a field means: in the words of its kind, or in general words for a part of a reference. */
export function wordsOf({ path, ofReference }: Field, words: Words): string | undefined {
  return words[path] ?? (ofReference === undefined ? undefined : referenceWords[ofReference]);
}

const referenceWords: Words = {
  group: 'The API group of what is meant.',
  kind: 'Its kind.',
  name: 'Its name.',
  namespace: 'Its namespace; left out: that of this object. Another one needs a ReferenceGrant there.',
  sectionName: 'A part of it alone: a listener, a rule, a port.',
  port: 'Its port.',
};

/** within prefixes the words of a part with its path in the whole: `within('spec.parentRefs[]', parentReferenceWords)`. */
export function within(path: string, words: Words): Words {
  return Object.fromEntries(Object.entries(words).map(([field, text]) => [`${path}.${field}`, text]));
}
