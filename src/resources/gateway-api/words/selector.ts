import type { Words } from '../../reference/words.ts';

/** selectorWords are what a selector by labels means: all of its conditions must hold. */
export const selectorWords: Words = {
  matchLabels: 'Labels that must be there with these values.',
  'matchExpressions[]': 'Further conditions; all must hold.',
  'matchExpressions[].key': 'The label.',
  'matchExpressions[].operator': 'Whether it must have one of the values or none of them, be there or not.',
  'matchExpressions[].values': 'The values, for `In` and `NotIn`.',
};
