import { hashBytes } from '#lib/stable-hash.ts';
import type { CallerCondition } from '../caller-condition.ts';

/** Admission is who may call an inbound: the first of its rules that is about a caller decides, and whom none is about stays out. */
export interface Admission {
  readonly mesh: string;
  readonly rules: readonly AdmissionRule[];
}

/** AdmissionRule lets in, or keeps out, callers for whom all conditions hold. */
export interface AdmissionRule {
  readonly lets: 'in' | 'none';
  readonly callers: readonly CallerCondition[];
}

/** Caller is who calls, by the names in its certificate. */
export interface Caller {
  readonly mesh: string;
  readonly names: readonly string[];
}

/** admissionKey and callerKey are the same for equal ones alone. */
export function admissionKey({ mesh, rules }: Admission): string {
  return hashBytes(JSON.stringify([mesh, rules]));
}

export function callerKey({ mesh, names }: Caller): string {
  return hashBytes(JSON.stringify([mesh, names]));
}

/** admits tells whether a caller of the same mesh is let in. */
export function admits({ mesh, rules }: Admission, caller: Caller): boolean {
  if (mesh !== caller.mesh) return false;
  const rule = rules.find(({ callers }) => callers.every(one => holdsFor(one, caller)));
  return rule?.lets === 'in';
}

function holdsFor({ oneOf, isInverted }: CallerCondition, { names }: Caller): boolean {
  const isOne = oneOf.some(({ kind, identity }) =>
    names.some(name => (kind === 'exact' ? name === identity : startsOf(name).includes(identity))),
  );
  return isOne !== isInverted;
}

/** A prefix ends at the end of an element: what a name begins with is known, however long a list of prefixes is. */
function startsOf(name: string): readonly string[] {
  const ends = [...name.matchAll(/\//g)].flatMap(({ index }) => [index, index + 1]);
  return [...ends.map(end => name.slice(0, end)), name];
}

/**
 * admissionTerms and callerTerms have one in common where a caller may be let in, so that neither looks at all of the others. A
 * rule with several conditions is found by the first of them.
 */
export function admissionTerms({ mesh, rules }: Admission): readonly string[] {
  return rules
    .filter(({ lets }) => lets === 'in')
    .flatMap(({ callers: [first] }) =>
      first === undefined || first.isInverted
        ? [mesh]
        : first.oneOf.map(({ identity }) => term(mesh, identity)),
    );
}

export function callerTerms({ mesh, names }: Caller): readonly string[] {
  return [mesh, ...new Set(names.flatMap(startsOf).map(start => term(mesh, start)))];
}

function term(mesh: string, identity: string): string {
  return [mesh, identity].join('\n');
}
