import type { Collection, Graph, Index } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { keptList } from '#lib/kept-list.ts';
import { displayRef, parseResourceKey, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { AncestorReport, Report, Route, Verdict, Verdicts } from '#model';
import type { AnyPolicy, PolicyTarget } from '#resources';
import { reportOn } from '../report.ts';
import { fails, holds } from '../verdict.ts';
import type { DividedRule } from './divided-rules.ts';
import { given } from './given.ts';
import { type PointKey, parsePoint } from './point.ts';
import type { PointPolicies } from './policies-in-force.ts';
import type { PolicyOutcome } from './policy-outcomes.ts';
import { overridesKey, type PolicyOverride, type PolicyOverrides } from './policy-overrides.ts';
import { canTarget, objectOf, type PolicyState, pointOf } from './policy-state.ts';
import { dividedSettings, unheardSessions, unheardSettings } from './unheard-settings.ts';

/** PolicyReportInputs is what policies are reported from. */
export interface PolicyReportInputs {
  readonly policies: Collection<AnyPolicy>;
  readonly states: Collection<PolicyState>;
  readonly outcomesByPolicy: Index<PolicyOutcome>;
  readonly overrides: PolicyOverrides;
  readonly inForce: Collection<PointPolicies>;
  /** By policy. */
  readonly divided: Index<DividedRule>;
  /** Routes with rules that name a policy among their filters, by policy. */
  readonly namedByRules: Index<Route>;
}

interface Told {
  readonly outcomes: readonly PolicyOutcome[];
}

/** The most ancestors that the status of a policy may list (PolicyStatus). */
const mostAncestors = 16;
const mostNamed = 10;

/** policyReports derives what to say of every policy. */
export function policyReports(
  graph: Graph,
  { policies, states, outcomesByPolicy, overrides, inForce, divided, namedByRules }: PolicyReportInputs,
): Collection<Report> {
  const told = graph.group<PolicyOutcome, Told>(
    'translate/outcomes-of-policies',
    outcomesByPolicy,
    (_, outcomes) => ({ outcomes }),
  );
  return graph.map<AnyPolicy, Report>('translate/policy-reports', policies, (policy, key, track) => {
    const state = track.fetch(states, key);
    if (state === undefined) return undefined;
    const { outcomes: attached = [] } = track.fetch(told, key) ?? {};
    const outcomes = [...attached, ...misplaced(policy)];
    if (policy.spec.isUnreadable) {
      const ancestors = ancestorsOf(state, outcomes, alone);
      return reportOn(policy, [], { kind: 'policy', ancestors, isUnreadable: true });
    }
    const neighbours: Neighbours = {
      overriddenAt: point => track.fetchAll(overrides.at, overridesKey(policy.id, point)),
      besideAt: point =>
        track.fetchAll(overrides.by, overridesKey(policy.id, point)).flatMap(({ point: above }) => {
          const general = track.fetch(inForce, above)?.policies.filter(({ id }) => id === policy.id);
          return general?.map(one => one.policy) ?? [];
        }),
    };
    const isNamedByRules = track.count(namedByRules, key) > 0;
    const unheard = dividedSettings(policy, state, track.fetchAll(divided, key));
    return reportOn(policy, keptList([...findingsOn(policy, state, outcomes, isNamedByRules), ...unheard]), {
      kind: 'policy',
      ancestors: ancestorsOf(state, outcomes, neighbours),
    });
  });
}

/**
 * misplaced gives an outcome for each target that a policy cannot be about: nothing is in force there, but its author must
 * hear of it.
 */
export function misplaced(policy: AnyPolicy): PolicyOutcome[] {
  return policy.spec.targets
    .filter(target => !canTarget(policy, target))
    .map(target => ({
      policy: resourceKey(policy.ref),
      point: pointOf(policy, target),
      ancestors: [objectOf(policy, target)],
      told: [objectOf(policy, target)],
      problem: notForIt(policy, target),
    }));
}

/**
 * Neighbours of a policy at a point: what more specific policies override there, and the more general ones that hold beside
 * it.
 */
interface Neighbours {
  overriddenAt(point: PointKey): readonly Pick<PolicyOverride, 'of' | 'isBeside'>[];
  besideAt(point: PointKey): readonly ResourceKey[];
}

const alone: Neighbours = { overriddenAt: () => [], besideAt: () => [] };

function ancestorsOf(
  { meaning }: PolicyState,
  outcomes: readonly PolicyOutcome[],
  { overriddenAt, besideAt }: Neighbours,
): AncestorReport[] {
  const byAncestor = new Map<PointKey, PolicyOutcome[]>();
  for (const outcome of outcomes) {
    for (const ancestor of outcome.told) {
      byAncestor.set(ancestor, [...(byAncestor.get(ancestor) ?? []), outcome]);
    }
  }
  const sorted = [...byAncestor].sort(([a], [b]) => (a < b ? -1 : 1));
  const reports = sorted.map(([ancestor, own]) => {
    const { object, section } = parsePoint(ancestor);
    const { group, kind, namespace, name } = object;
    const points = own.flatMap(({ point, problem }) => (problem === undefined ? [point] : []));
    const specific = points.flatMap(overriddenAt);
    const instead = specific.flatMap(({ of, isBeside }) => (isBeside ? [] : [of]));
    const beside = specific.flatMap(({ of, isBeside }) => (isBeside ? [of] : []));
    const general = [...new Set(points.flatMap(besideAt))].map(key => displayRef(parseResourceKey(key)));
    const merged = [
      ...(general.length === 0
        ? []
        : [`It holds together with what is said more generally by ${listed(general)}`]),
      ...(beside.length === 0
        ? []
        : [`Policies that are more specific hold beside it for ${listed(beside)}`]),
    ];
    const verdicts: Verdicts = {
      Accepted: meaning.refused ?? problemOf(own) ?? holds('Accepted', 'The policy was accepted'),
      ...meaning.verdicts,
      ...(instead.length === 0 ? {} : { Overridden: overridden(instead) }),
      ...(merged.length === 0 ? {} : { Merged: named('Merged', merged.join('; ')) }),
    };
    return { ancestorRef: { group, kind, namespace, name, ...given({ sectionName: section }) }, verdicts };
  });
  return reports.length > mostAncestors ? mostTelling(reports) : reports;
}

/** Problems are listed first, and the last entry says that there are more, as in Envoy Gateway. */
function mostTelling(reports: readonly AncestorReport[]): AncestorReport[] {
  const told = reports.toSorted((a, b) => weightOf(a) - weightOf(b)).slice(0, mostAncestors);
  const more = reports.length - mostAncestors;
  const Aggregated = named(
    'Aggregated',
    `${more} more are not listed: a status has room for ${mostAncestors}`,
  );
  return told.map((report, i) =>
    i === mostAncestors - 1 ? { ...report, verdicts: { ...report.verdicts, Aggregated } } : report,
  );
}

function weightOf({ verdicts }: AncestorReport): number {
  if (verdicts.Accepted?.holds === false) return 0;
  return verdicts.Overridden === undefined ? 2 : 1;
}

function problemOf(outcomes: readonly PolicyOutcome[]): Verdict | undefined {
  const problems = outcomes.flatMap(({ problem }) => problem ?? []);
  const [first] = problems;
  return first && fails(first.reason, [...new Set(problems.map(p => p.message))].join('; '));
}

function overridden(instead: readonly string[]): Verdict {
  return named('Overridden', `Policies that are more specific hold for ${listed(instead)}`);
}

function named(reason: string, message: string): Verdict {
  return { holds: true, reason, message };
}

function listed(names: readonly string[]): string {
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return `${names.slice(0, mostNamed).join(', ')}${more}`;
}

function findingsOn(
  policy: AnyPolicy,
  state: PolicyState,
  outcomes: readonly PolicyOutcome[],
  isNamedByRules: boolean,
): Finding[] {
  const { meaning } = state;
  const { ref, spec } = policy;
  const say = (severity: 'error' | 'warning', reason: string, message: string, path: string) =>
    ({ severity, reason, message, path, ref }) as const;
  const isNamed = spec.targets.length > 0;
  const problems = new Map(outcomes.map(({ point, problem }) => [point, problem]));
  return [
    ...(meaning.findings ?? []).map(finding => ({ ...finding, ref })),
    ...unheardSettings(policy, state, outcomes),
    ...unheardSessions(policy, state, outcomes),
    ...(isNamed || spec.selectors.length > 0 || isNamedByRules
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

function notForIt(policy: AnyPolicy, target: PolicyTarget): Verdict {
  const { ref } = policy;
  const { kind, name, namespace = ref.namespace } = target;
  const isElsewhere = namespace !== ref.namespace;
  if (isElsewhere && canTarget(policy, { ...target, namespace: ref.namespace }))
    return fails(
      'Invalid',
      `${kind} ${name} is of namespace ${namespace}, and a ${ref.kind} is about its own alone: write it there`,
    );
  const where = isElsewhere ? ` of namespace ${namespace}` : '';
  return fails('Invalid', `${kind}${where} is nothing that a ${ref.kind} can be about`);
}
