import type { Finding } from '#lib/finding.ts';
import { displayRef, parseResourceKey } from '#lib/resource-ref.ts';
import { asksRequests, type FilterFacets, hashesAddress } from '#model';
import type { AnyPolicy } from '#resources';
import type { DividedRule } from './divided-rules.ts';
import { policyKindOf } from './index.ts';
import { parsePoint } from './point.ts';
import type { PolicyOutcome } from './policy-outcomes.ts';
import type { PolicyState } from './policy-state.ts';

/** unheardSettings warns of settings about requests at targets that have none, at the path of each setting. */
export function unheardSettings(
  policy: AnyPolicy,
  { meaning }: PolicyState,
  outcomes: readonly PolicyOutcome[],
): Finding[] {
  const { hashing, ...others } = meaning.route ?? {};
  // Connections have an address as well.
  const heard = hashesAddress(hashing) ? others : meaning.route;
  const facets = writtenFacets(policy, { ...heard, ...meaning.listener });
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

/**
 * unheardSessions warns of sessions with a Backend that stands for others: it has no endpoint of its own that a client could
 * stay with.
 */
export function unheardSessions(
  { ref }: AnyPolicy,
  { meaning }: PolicyState,
  outcomes: readonly PolicyOutcome[],
): Finding[] {
  if (meaning.session === undefined) return [];
  return outcomes.flatMap(({ point, isOfGroups, problem }) =>
    isOfGroups === undefined || problem !== undefined
      ? []
      : {
          severity: 'warning',
          reason: 'UnsupportedValue',
          message: `has no effect on ${shown(point)}, which stands for others: write it for those in its groups`,
          path: 'spec.sessionPersistence',
          ref,
        },
  );
}

/** The facets that are about requests, and the field of each. */
function writtenFacets(
  policy: AnyPolicy,
  said: object,
): { readonly facet: string; readonly field: string }[] {
  const requestSettings = policyKindOf(policy).requestSettings?.(policy) ?? {};
  return Object.keys(said).flatMap(facet => {
    const field = requestSettings[facet];
    return field === undefined ? [] : [{ facet, field }];
  });
}

const mostNamed = 5;

/**
 * dividedSettings warns of what a policy on a backend says of requests, in rules that also forward to a backend with another
 * policy.
 */
export function dividedSettings(
  policy: AnyPolicy,
  { meaning }: PolicyState,
  divided: readonly DividedRule[],
): Finding[] {
  if (divided.length === 0) return [];
  const rules = divided
    .map(({ route, rule }) => `rule ${rule} of ${displayRef(parseResourceKey(route))}`)
    .sort();
  const more = rules.length > mostNamed ? ` and ${rules.length - mostNamed} more` : '';
  const where = `${rules.slice(0, mostNamed).join(', ')}${more}`;
  const message = `has no effect in ${where}, whose backends have different policies: write it for the route, or for each of them`;
  const fields = [...new Set(writtenFacets(policy, meaning.route ?? {}).map(({ field }) => field))];
  return fields.map(field => ({
    severity: 'warning',
    reason: 'UnsupportedValue',
    message,
    path: `spec.${field}`,
    ref: policy.ref,
  }));
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
