/** pluralOf is the plural of an English word, or of the last of several, in the case that it has. */
export function pluralOf(words: string): string {
  return /[^aeiou]y$/i.test(words)
    ? words.replace(/y$/i, 'ies')
    : words.replace(/(ch|sh|s)$/i, '$1e').concat('s');
}
