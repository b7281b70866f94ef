import { type Finding, isError } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { DescribedRateLimits, ExtAuth, ExtProc, GenericSecret, Jwt, Oidc, Want } from '#model';
import type { SectionProblem } from '../policies/section-problem.ts';

/** ExtensionMeaning is what a GatewayExtension says, by its type; a policy that names it may add to that. */
export type ExtensionMeaning =
  | { readonly kind: 'extAuth'; readonly value: ExtAuth }
  | { readonly kind: 'extProc'; readonly value: ExtProc }
  | { readonly kind: 'jwt'; readonly value: Jwt }
  | (Wanted & { readonly kind: 'oauth2'; readonly value: Oidc; readonly secrets: readonly GenericSecret[] })
  | { readonly kind: 'rateLimit'; readonly value: Omit<DescribedRateLimits, 'descriptors'> };

/** Wanted is what must be looked up elsewhere for an extension, and warnings about how that went. */
interface Wanted {
  readonly wants?: readonly Want[];
  readonly warnings?: readonly Pick<Finding, 'reason' | 'message' | 'path'>[];
}

/** BrokenExtension is an extension that cannot be used as written. */
export interface BrokenExtension extends Wanted {
  readonly kind: 'broken';
  readonly problems: readonly SectionProblem[];
  /** Its author lets requests pass that it cannot check. */
  readonly failsOpen?: true;
}

/** ExtensionState is a GatewayExtension as translated, once for all policies that name it. */
export type ExtensionState = { readonly origin: ResourceKey } & (ExtensionMeaning | BrokenExtension);

/** broken is an extension with these problems. */
export function broken(...problems: readonly SectionProblem[]): BrokenExtension {
  return { kind: 'broken', problems };
}

/** unreadable is the state of an extension of which no version could be read; undefined where nothing is wrong with it. */
export function unreadable(
  origin: ResourceKey,
  findings: readonly Finding[] = [],
): ExtensionState | undefined {
  const problems = findings
    .filter(isError)
    .map(({ message, path }): SectionProblem => ({ reason: 'Invalid', message, path }));
  return problems.length === 0 ? undefined : { origin, kind: 'broken', problems };
}
