import type { CallerPattern } from '#model';
import { type CallersApart, isWithin } from './callers-apart.ts';

/**
 * loggedCallers is, for each group of callers and last for all others, the CEL expression that is true of their calls alone.
 * A caller without a certificate belongs to the others.
 */
export function loggedCallers(apart: readonly CallersApart[]): readonly string[] {
  const own = apart.map(({ callers }, i) => {
    const narrower = apart.slice(0, i).filter(one => isWithin(one.callers, callers));
    return [isOf(callers), ...narrower.map(one => `!${isOf(one.callers)}`)].join(' && ');
  });
  return [...own, apart.map(({ callers }) => `!${isOf(callers)}`).join(' && ')];
}

/** `has` guards the comparison: in CEL, an expression on a missing attribute fails, and then counts as false. */
function isOf({ kind, identity }: CallerPattern): string {
  const within = `${caller}.startsWith(${quoted(identity.endsWith('/') ? identity : `${identity}/`)})`;
  const is = `${caller} == ${quoted(identity)}`;
  return `(has(${caller}) && (${kind === 'exact' ? is : `${is} || ${within}`}))`;
}

const caller = 'connection.uri_san_peer_certificate';

/** The escapes of JSON are valid in CEL. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
