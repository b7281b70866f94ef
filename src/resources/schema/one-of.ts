import type { Report } from './annotate.ts';

/** oneOf makes a rule that exactly one of these fields is written. */
export function oneOf<Name extends string>(...names: readonly Name[]) {
  const atMost = atMostOneOf(...names);
  return (value: { readonly [N in Name]?: unknown }, report: Report): void => {
    if (names.every(name => value[name] === undefined)) report(`must have one of ${names.join(', ')}`);
    atMost(value, report);
  };
}

/** atMostOneOf makes a rule that no two of these fields are written. */
export function atMostOneOf<Name extends string>(...names: readonly Name[]) {
  return (value: { readonly [N in Name]?: unknown }, report: Report): void => {
    const [first, ...others] = names.filter(name => value[name] !== undefined);
    for (const other of others) report(`must be left out where ${first} is given`, other);
  };
}
