type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** given leaves out what is undefined: fields that nobody wrote. */
export function given<T extends object>(fields: T): Given<T> {
  const written = Object.entries(fields).filter(([, value]) => value !== undefined);
  // The same fields, without those that are undefined.
  return Object.fromEntries(written) as Given<T>;
}

/** unlessEmpty is undefined for an object without fields. */
export function unlessEmpty<T extends object>(fields: T): T | undefined {
  return Object.keys(fields).length === 0 ? undefined : fields;
}
