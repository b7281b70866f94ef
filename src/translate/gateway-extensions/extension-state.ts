import { type Finding, isError } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { DescribedRateLimits, ExtAuth, ExtProc, GenericSecret, Jwt, Oidc, Want } from '#model';
import type { SectionProblem } from '../policies/section-problem.ts';

/** ExtensionMeaning is what a GatewayExtension comes to, by its type; a policy that has it called adds to that. */
export type ExtensionMeaning =
  | { readonly kind: 'extAuth'; readonly value: ExtAuth }
  | { readonly kind: 'extProc'; readonly value: ExtProc }
  | { readonly kind: 'jwt'; readonly value: Jwt }
  | (Wanted & { readonly kind: 'oauth2'; readonly value: Oidc; readonly secrets: readonly GenericSecret[] })
  | { readonly kind: 'rateLimit'; readonly value: Omit<DescribedRateLimits, 'descriptors'> };

/** Wanted is what must be found elsewhere for an extension, and what there is to say of how that went. */
interface Wanted {
  readonly wants?: readonly Want[];
  readonly warnings?: readonly Pick<Finding, 'reason' | 'message' | 'path'>[];
}

/** BrokenExtension is one that cannot be had as written. */
export interface BrokenExtension extends Wanted {
  readonly kind: 'broken';
  readonly problems: readonly SectionProblem[];
  /** Its author lets pass what it cannot be asked about. */
  readonly failsOpen?: true;
}

/** ExtensionState is a GatewayExtension as translated, once for all policies that name it. */
export type ExtensionState = { readonly origin: ResourceKey } & (ExtensionMeaning | BrokenExtension);

/** broken says what is wrong with one. */
export function broken(...problems: readonly SectionProblem[]): BrokenExtension {
  return { kind: 'broken', problems };
}

/** unreadable is an extension of which no version could be read, by what is wrong with it; undefined where nothing is. */
export function unreadable(
  origin: ResourceKey,
  findings: readonly Finding[] = [],
): ExtensionState | undefined {
  const problems = findings
    .filter(isError)
    .map(({ message, path }): SectionProblem => ({ reason: 'Invalid', message, path }));
  return problems.length === 0 ? undefined : { origin, kind: 'broken', problems };
}
