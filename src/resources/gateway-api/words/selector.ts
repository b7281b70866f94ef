import type { Words } from '../../reference/words.ts';

/** selectorWords are what a selector by labels means: all of its conditions must hold. */
export const selectorWords: Words = {
  matchLabels: 'Labels that the object must have, with these values.',
  'matchExpressions[]': 'Further conditions on labels; all must hold.',
  'matchExpressions[].key': 'Name of the label.',
  'matchExpressions[].operator':
    'Whether the label must have one of the values (`In`) or none (`NotIn`), be there (`Exists`) or not.',
  'matchExpressions[].values': 'The values, for `In` and `NotIn`.',
};
