/**
 * Words are what the fields of a kind mean, by their paths (`Field.path`): a sentence or two each, in our own words, for the
 * reference pages. Under '' is what the kind itself is for.
 */
export type Words = Readonly<Record<string, string>>;

/** within is the words of a part, where it stands in the whole: `within('spec.parentRefs[]', parentReferenceWords)`. */
export function within(path: string, words: Words): Words {
  return Object.fromEntries(Object.entries(words).map(([field, text]) => [`${path}.${field}`, text]));
}
