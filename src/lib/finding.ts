import type { ResourceRef } from './resource-ref.ts';

/**
 * Severity says what a finding does: an `error` takes something out of force (a resource, a rule, a reference); a `warning`
 * leaves everything in force, but something will surprise its author.
 */
export type Severity = 'error' | 'warning';

/**
 * Finding is a user's mistake, as a value. It is never thrown, and takes nothing out of force but what it names.
 *
 * - `reason`: CamelCase, from the Gateway API or the dialect where one exists (`InvalidKind`, `UnsupportedValue`).
 * - `message`: one sentence that says what is wrong and what to do; it does not repeat kind, name and path.
 * - `path`: where in the object *as written*, e.g. `spec.rules[0].backendRefs[1].port`; '' for the whole object.
 * - `ref`: the object; undefined where a document is too broken to have one.
 * - `cause`: another object, where this finding follows from a problem of that object, or from its absence.
 *
 * File and line are no part of it (they change without the mistake changing); they are looked up when printed.
 */
export interface Finding {
  readonly severity: Severity;
  readonly reason: string;
  readonly message: string;
  readonly path: string;
  readonly ref?: ResourceRef;
  readonly cause?: ResourceRef;
}

/** isError tells errors, which take something out of force, from warnings. */
export function isError(finding: Finding): boolean {
  return finding.severity === 'error';
}
