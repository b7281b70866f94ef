import type { Static, TSchema } from 'typebox';

/** DeepReadonly is a type of plain data in which every property and list is read-only. Uint8Array stays as it is. */
export type DeepReadonly<T> = T extends Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
      : T;

/** Read is the type of what a schema's reader returns: checked and converted, with defaults filled in. */
export type Read<S extends TSchema> = DeepReadonly<Static<S>>;
