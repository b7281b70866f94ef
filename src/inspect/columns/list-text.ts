const listed = 3;

/** some writes a list as kubectl does: the first three, and how many more. */
export function some(values: readonly string[], none = ''): string {
  if (values.length === 0) return none;
  const more = values.length > listed ? ` + ${values.length - listed} more...` : '';
  return values.slice(0, listed).join(',') + more;
}

export function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
