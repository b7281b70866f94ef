import type { Finding } from '#lib/finding.ts';
import { displayRef } from '#lib/resource-ref.ts';
import { asksRequests, type FilterFacets } from '#model';
import type { AnyPolicy } from '#resources';
import { policyKindOf } from './index.ts';
import { parsePoint } from './point.ts';
import type { PolicyOutcome } from './policy-outcomes.ts';
import type { PolicyState } from './policy-state.ts';

/** unheardSettings warns of what a policy says of requests where there are none to say it of, at the path of each. */
export function unheardSettings(
  policy: AnyPolicy,
  { meaning }: PolicyState,
  outcomes: readonly PolicyOutcome[],
): Finding[] {
  const requestSettings = policyKindOf(policy).requestSettings?.(policy) ?? {};
  const said = { ...meaning.route, ...meaning.listener };
  const facets = Object.keys(said).flatMap(facet => {
    const field = requestSettings[facet];
    return field === undefined ? [] : [{ facet, field }];
  });
  if (facets.length === 0) return [];
  const warnings = outcomes.flatMap(outcome =>
    outcome.isWithoutRequests === undefined || outcome.problem !== undefined
      ? []
      : facets.map(({ facet, field }): Finding => {
          const message = isRestricting(facet) ? shut(outcome) : unheard(outcome);
          return {
            severity: 'warning',
            reason: 'UnsupportedValue',
            message,
            path: `spec.${field}`,
            ref: policy.ref,
          };
        }),
  );
  // Two facets may be written in one field.
  return [...new Map(warnings.map(one => [[one.path, one.message].join('\n'), one])).values()];
}

function isRestricting(facet: string): boolean {
  const asked: FilterFacets = { [facet]: {} };
  return asksRequests(asked);
}

function unheard({ point }: PolicyOutcome): string {
  return `has no effect on ${shown(point)}, which carries no requests`;
}

function shut({ point }: PolicyOutcome): string {
  return `cannot be asked on ${shown(point)}, which carries no requests: its connections are closed`;
}

function shown(point: PolicyOutcome['point']): string {
  const { object, section } = parsePoint(point);
  return section === undefined ? displayRef(object) : `${section} of ${displayRef(object)}`;
}
