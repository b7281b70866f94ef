import type { CallerPattern } from '#model';
import { type CallersApart, isWithin } from './callers-apart.ts';

/**
 * loggedCallers is, for each of those who are told apart and after them for all others, the expression (CEL) that holds of their calls
 * alone. Who shows no certificate is of the others.
 */
export function loggedCallers(apart: readonly CallersApart[]): readonly string[] {
  const own = apart.map(({ callers }, i) => {
    const narrower = apart.slice(0, i).filter(one => isWithin(one.callers, callers));
    return [isOf(callers), ...narrower.map(one => `!${isOf(one.callers)}`)].join(' && ');
  });
  return [...own, apart.map(({ callers }) => `!${isOf(callers)}`).join(' && ')];
}

/** What nobody has shown must not be compared: an expression that cannot be had is one that does not hold. */
function isOf({ kind, identity }: CallerPattern): string {
  const within = `${caller}.startsWith(${quoted(identity.endsWith('/') ? identity : `${identity}/`)})`;
  const is = `${caller} == ${quoted(identity)}`;
  return `(has(${caller}) && (${kind === 'exact' ? is : `${is} || ${within}`}))`;
}

const caller = 'connection.uri_san_peer_certificate';

/** The escapes of JSON are among those of CEL. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
