/** TextPattern matches a text. Regular expressions are RE2 and match the whole text. */
export interface TextPattern {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'regex';
  readonly value: string;
}
