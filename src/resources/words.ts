import type { AnyKind } from './kinds.ts';
import type { Words } from './reference/words.ts';

/** words is what the fields of each kind mean: a file a kind, in the `words` folder of its dialect. */
export const words: Readonly<Partial<Record<AnyKind['id'], Words>>> = {};
