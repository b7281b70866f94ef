import { hashBytes } from '#lib/stable-hash.ts';
import type { CallerCondition } from '../caller-condition.ts';

/**
 * Admission says who may call an inbound: the first rule that matches a caller decides, and a caller whom no rule matches stays
 * out.
 */
export interface Admission {
  readonly mesh: string;
  readonly rules: readonly AdmissionRule[];
}

/** AdmissionRule lets in, or keeps out, callers for which all conditions hold. */
export interface AdmissionRule {
  readonly lets: 'in' | 'none';
  readonly callers: readonly CallerCondition[];
}

/** Caller is a calling workload, with the names in its certificate. */
export interface Caller {
  readonly mesh: string;
  readonly names: readonly string[];
}

/** admissionKey and callerKey are the same only for equal values. */
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

function holdsFor({ oneOf }: CallerCondition, { names }: Caller): boolean {
  return oneOf.some(({ kind, identity }) =>
    names.some(name => (kind === 'exact' ? name === identity : startsOf(name).includes(identity))),
  );
}

/** A prefix ends where a path element ends, so a name has few possible prefixes, however many a rule lists. */
function startsOf(name: string): readonly string[] {
  const ends = [...name.matchAll(/\//g)].flatMap(({ index }) => [index, index + 1]);
  return [...ends.map(end => name.slice(0, end)), name];
}

/**
 * admissionTerms and callerTerms share a term wherever a caller may be let in, so that candidates are found without a search
 * through all. A rule with several conditions is found by its first.
 */
export function admissionTerms({ mesh, rules }: Admission): readonly string[] {
  return rules
    .filter(({ lets }) => lets === 'in')
    .flatMap(({ callers: [first] }) =>
      first === undefined ? [mesh] : first.oneOf.map(({ identity }) => term(mesh, identity)),
    );
}

export function callerTerms({ mesh, names }: Caller): readonly string[] {
  return [mesh, ...new Set(names.flatMap(startsOf).map(start => term(mesh, start)))];
}

function term(mesh: string, identity: string): string {
  return [mesh, identity].join('\n');
}
