export { type Conversion, type ConvertedBackend, convert, type Given, type Said } from './convert.ts';
export type { NewName, Target, WrittenObject } from './target.ts';
export { targets } from './targets/index.ts';
