import { displayRef, parseResourceKey } from '#lib/resource-ref.ts';
import type { PolicyPlace, RoutedMatch } from '#model';
import type { FilterStep } from '#walk';
import { placeText } from '../explain-policy.ts';
import { findResource } from '../find-resource.ts';
import type { Inspected } from '../inspected.ts';
import { targetText } from './explain-shares.ts';
import type { ExplainedFilter } from './request-explanation.ts';

/** explainFilter says what a filter does with a request, and which policy sets it. */
export function explainFilter(
  { filter, judgement }: FilterStep,
  entry: RoutedMatch | undefined,
  chain: readonly PolicyPlace[],
  inspected: Inspected,
): ExplainedFilter {
  const ruling = inspected.policies.ruling(chain).find(({ says }) => says.includes(filter));
  const isOwn = ruling === undefined || (entry !== undefined && isWritten(filter, entry, inspected));
  return {
    filter,
    does: judgement.kind,
    why: judgement.why,
    ...(judgement.kind === 'answers' ? { status: judgement.status } : {}),
    asks: judgement.kind === 'depends' ? (judgement.asks ?? []).map(use => targetText(use.backend)) : [],
    ...(isOwn
      ? {}
      : { policy: { policy: displayRef(parseResourceKey(ruling.policy)), at: placeText(ruling) } }),
  };
}

/** Filters that the author of a rule wrote go before any policy. */
function isWritten(
  filter: FilterStep['filter'],
  { route, ruleIndex }: RoutedMatch,
  { resources }: Inspected,
): boolean {
  const resource = findResource(resources, route.origin);
  if (resource?.id !== 'gateway-api/HTTPRoute' && resource?.id !== 'gateway-api/GRPCRoute') return false;
  const rule = resource.spec.rules[ruleIndex];
  return filter === 'cors' && rule?.filters.some(({ type }) => type === 'CORS') === true;
}
