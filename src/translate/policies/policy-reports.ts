import type { Collection, Graph, Index } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { keptList } from '#lib/kept-list.ts';
import { parseResourceKey, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { AncestorReport, Report, Verdict, Verdicts } from '#model';
import type { AnyPolicy, PolicyTarget } from '#resources';
import { reportOn } from '../report.ts';
import { fails, holds } from '../verdict.ts';
import type { PolicyOutcome } from './policy-outcomes.ts';
import { overridesKey, type PolicyOverride } from './policy-overrides.ts';
import { canTarget, objectOf, type PolicyState, pointOf } from './policy-state.ts';

/** What policies are reported from. */
export interface PolicyReportInputs {
  readonly policies: Collection<AnyPolicy>;
  readonly states: Collection<PolicyState>;
  readonly outcomesByPolicy: Index<PolicyOutcome>;
  readonly overrides: Index<PolicyOverride>;
}

interface Told {
  readonly outcomes: readonly PolicyOutcome[];
}

/** What Kubernetes keeps of a policy's ancestors (PolicyStatus). */
const mostAncestors = 16;
const mostNamed = 10;

/** policyReports derives what to say of every policy. */
export function policyReports(
  graph: Graph,
  { policies, states, outcomesByPolicy, overrides }: PolicyReportInputs,
): Collection<Report> {
  const told = graph.group<PolicyOutcome, Told>(
    'translate/outcomes-of-policies',
    outcomesByPolicy,
    (_, outcomes) => ({ outcomes }),
  );
  return graph.map<AnyPolicy, Report>('translate/policy-reports', policies, (policy, key, track) => {
    const state = track.fetch(states, key);
    // Of what could not be read, its document says what there is to say.
    if (state === undefined || policy.spec.isUnreadable) return undefined;
    const { outcomes: attached = [] } = track.fetch(told, key) ?? {};
    const outcomes = [...attached, ...misplaced(policy)];
    const overriddenAt = (point: string) =>
      track.fetchAll(overrides, overridesKey({ id: policy.id, point })).map(({ of }) => of);
    return reportOn(policy, keptList(findingsOn(policy, state, outcomes)), {
      kind: 'policy',
      ancestors: ancestorsOf(state, outcomes, overriddenAt),
    });
  });
}

/** misplaced: what a policy cannot be about has no point, but is to be told of. */
export function misplaced(policy: AnyPolicy): PolicyOutcome[] {
  return policy.spec.targets
    .filter(target => !canTarget(policy, target))
    .map(target => ({
      policy: resourceKey(policy.ref),
      point: pointOf(policy, target),
      ancestors: [objectOf(policy, target)],
      problem: notForIt(policy, target),
    }));
}

function ancestorsOf(
  { meaning }: PolicyState,
  outcomes: readonly PolicyOutcome[],
  overriddenAt: (point: string) => string[],
): AncestorReport[] {
  const byAncestor = new Map<ResourceKey, PolicyOutcome[]>();
  for (const outcome of outcomes) {
    for (const ancestor of outcome.ancestors) {
      byAncestor.set(ancestor, [...(byAncestor.get(ancestor) ?? []), outcome]);
    }
  }
  const sorted = [...byAncestor].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, mostAncestors);
  return sorted.map(([ancestor, own]) => {
    const { group, kind, namespace, name } = parseResourceKey(ancestor);
    const instead = own.flatMap(({ point, problem }) => (problem === undefined ? overriddenAt(point) : []));
    const verdicts: Verdicts = {
      Accepted: meaning.refused ?? problemOf(own) ?? holds('Accepted', 'The policy was accepted'),
      ...meaning.verdicts,
      ...(instead.length === 0 ? {} : { Overridden: overridden(instead) }),
    };
    return { ancestorRef: { group, kind, namespace, name }, verdicts };
  });
}

function problemOf(outcomes: readonly PolicyOutcome[]): Verdict | undefined {
  const problems = outcomes.flatMap(({ problem }) => problem ?? []);
  const [first] = problems;
  return first && fails(first.reason, [...new Set(problems.map(p => p.message))].join('; '));
}

function overridden(instead: readonly string[]): Verdict {
  const more = instead.length > mostNamed ? ` and ${instead.length - mostNamed} more` : '';
  const message = `Policies that are more specific hold for ${instead.slice(0, mostNamed).join(', ')}${more}`;
  return { holds: true, reason: 'Overridden', message };
}

function findingsOn(
  policy: AnyPolicy,
  { meaning }: PolicyState,
  outcomes: readonly PolicyOutcome[],
): Finding[] {
  const { ref, spec } = policy;
  const say = (severity: 'error' | 'warning', reason: string, message: string, path: string) =>
    ({ severity, reason, message, path, ref }) as const;
  const isNamed = spec.targets.length > 0;
  const problems = new Map(outcomes.map(({ point, problem }) => [point, problem]));
  return [
    ...(meaning.findings ?? []).map(finding => ({ ...finding, ref })),
    ...(isNamed || spec.selectors.length > 0
      ? []
      : [say('error', 'Invalid', 'names no target, and so holds for nothing; write targetRefs', 'spec')]),
    ...(isNamed || spec.selectors.length === 0 || outcomes.length > 0
      ? []
      : [say('warning', 'TargetNotFound', 'select nothing that is there', 'spec.targetSelectors')]),
    ...spec.targets.flatMap(target => {
      const problem = problems.get(pointOf(policy, target));
      return problem === undefined ? [] : [say('error', problem.reason, problem.message, target.at)];
    }),
  ];
}

function notForIt({ ref }: AnyPolicy, { kind }: PolicyTarget): Verdict {
  return fails('Invalid', `${kind} is nothing that a ${ref.kind} can be about`);
}
