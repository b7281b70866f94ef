const label = '[a-z0-9_](?:[-a-z0-9_]{0,61}[a-z0-9_])?';
const askable = new RegExp(`^${label}(?:\\.${label})*$`);

/**
 * isAskable tells names that resolvers can ask for from all else: a host name in lower case without a final dot, or one with
 * underscores in it, as older names of services have.
 */
export function isAskable(name: string): boolean {
  return name.length <= 253 && askable.test(name);
}
