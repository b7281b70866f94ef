import type { Static, TSchema } from 'typebox';

/** DeepReadonly is a type of plain data with every property and list of it read-only. Bytes stay bytes. */
export type DeepReadonly<T> = T extends Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
      : T;

/** Read is the type of what the reader of a schema gives: checked, converted, defaults filled in. */
export type Read<S extends TSchema> = DeepReadonly<Static<S>>;
