import type { Colour } from '../colours.ts';

/** Sign shows at a glance what a live line is about: an addition, a change, a removal, a mistake, a mended mistake, a notice. */
export type Sign = '+' | '~' | '-' | '!' | '✓' | '·';

export const signColours: Readonly<Record<Sign, Colour>> = {
  '+': 'green',
  '~': 'cyan',
  '-': 'yellow',
  '!': 'red',
  '✓': 'green',
  '·': 'dim',
};
