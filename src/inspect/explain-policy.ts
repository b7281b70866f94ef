import { deepEqual } from '#lib/equal.ts';
import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { PolicyPlace } from '#model';
import type { AnyPolicy } from '#resources';
import type { ExplainedPolicy, ExplanationPart } from './explanation.ts';
import type { Inspected } from './inspected.ts';
import { placeOf } from './located-finding.ts';

/** explainPolicy gives the state of a policy at each of its targets, and its conditions for each gateway. */
export function explainPolicy(
  key: ResourceKey,
  { spec, ref: { namespace } }: AnyPolicy,
  { policies, reports, locate }: Inspected,
): ExplanationPart<'policy'> {
  const outcome = reports.get(key)?.outcome;
  const ancestors = outcome?.kind === 'policy' ? outcome.ancestors : [];
  return {
    kind: 'policy',
    merges: spec.merges === true,
    targets: policies.targetsOf(key).map(({ object, section, ancestors, problem, overriddenFor }) => {
      // A target that was selected by labels is not written anywhere.
      const named = spec.targets.find(
        target =>
          target.group === object.group &&
          target.kind === object.kind &&
          target.name === object.name &&
          target.sectionName === section,
      );
      return {
        target: placeText({ object, ...(section === undefined ? {} : { section }) }),
        ...(named === undefined ? {} : { path: named.at, ...placeOf(key, named.at, locate) }),
        through: ancestors.map(ancestor => displayRef(parseResourceKey(ancestor))),
        ...(problem === undefined ? {} : { problem: { reason: problem.reason, message: problem.message } }),
        overriddenFor,
      };
    }),
    ancestors: ancestors.map(({ ancestorRef, verdicts }) => ({
      ancestor: [
        ancestorRef.kind.toLowerCase(),
        ancestorRef.namespace ?? namespace,
        ancestorRef.name,
        ...(ancestorRef.sectionName === undefined ? [] : [ancestorRef.sectionName]),
      ].join('/'),
      conditions: Object.entries(verdicts).map(([type, verdict]) => ({ type, ...verdict })),
    })),
  };
}

/** policiesAlong returns the policies in force along a chain of places, the most specific place first. */
export function policiesAlong(chain: readonly PolicyPlace[], { policies }: Inspected): ExplainedPolicy[] {
  return policies.ruling(chain).map(({ policy, says: _, ...place }) => ({
    policy: displayRef(parseResourceKey(policy)),
    at: placeText(place),
  }));
}

/**
 * policiesThrough returns the policies of several chains, each with the listener it is for; where all chains agree, they are
 * listed once.
 */
export function policiesThrough(
  chains: readonly { readonly through: string; readonly chain: readonly PolicyPlace[] }[],
  inspected: Inspected,
): ExplainedPolicy[] {
  const found = chains.map(({ through, chain }) => ({ through, policies: policiesAlong(chain, inspected) }));
  const [first, ...others] = found;
  if (first === undefined) return [];
  if (others.every(({ policies }) => deepEqual(policies, first.policies))) return first.policies;
  return found.flatMap(({ through, policies }) => policies.map(policy => ({ ...policy, through })));
}

/** placeText is a place in a form for people. */
export function placeText({ object, section }: PolicyPlace): string {
  return section === undefined ? displayRef(object) : `${displayRef(object)}/${section}`;
}
