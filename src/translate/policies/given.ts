/** given leaves out what nobody wrote. */
export function given<T extends object>(fields: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  const written = Object.entries(fields).filter(([, value]) => value !== undefined);
  // The same fields, without those that are undefined.
  return Object.fromEntries(written) as { readonly [K in keyof T]?: Exclude<T[K], undefined> };
}
