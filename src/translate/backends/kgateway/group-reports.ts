import type { Collection, Graph } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import type { Report, Verdicts } from '#model';
import { type ResolvedGroups, resolveGroups } from '../../backend-groups.ts';
import { type BackendLookup, type BackendSummary, refFinding } from '../../backend-lookup.ts';
import { fails } from '../../verdict.ts';
import { accepted, resolvedRefs } from '../accepted-backend.ts';
import type { BackendGroups } from '../backend-kind.ts';

/** reportGroups gives the reports on Backends that name groups of others, with what there is to say about those. */
export function reportGroups(
  graph: Graph,
  reports: Collection<Report>,
  lookup: BackendLookup,
): Collection<Report> {
  const grouped = graph.view<BackendSummary, BackendGroups>(
    'translate/backend-groups',
    lookup.summaries,
    summary => (summary.kind === 'grouped' ? summary.groups : undefined),
  );
  return graph.derive<BackendGroups, Report>(
    'translate/backend-group-reports',
    grouped,
    (groups, _key, track) => {
      const key = resourceKey(groups.by);
      const report = track.fetch(reports, key);
      if (report === undefined) return [];
      const resolved = resolveGroups(groups, lookup, track, 'tcp', true);
      const findings = resolved.problems.map(({ at, problem }) => ({
        ...refFinding(problem),
        path: at,
        ref: groups.by,
      }));
      const outcome = { kind: 'object', verdicts: verdictsOn(resolved) } as const;
      return [[key, { ...report, findings: [...report.findings, ...findings], outcome }]];
    },
  );
}

/** The members that can be used serve; only where none can is the Backend not accepted. */
function verdictsOn({ use, problems }: ResolvedGroups): Verdicts {
  const [first] = problems.filter(({ problem }) => problem.kind !== 'empty');
  if (first === undefined) return { Accepted: accepted, ResolvedRefs: resolvedRefs };
  const message = `${first.at}: ${first.problem.message}`;
  return {
    Accepted: use === undefined ? fails('Invalid', `nobody of its groups can be used; ${message}`) : accepted,
    ResolvedRefs: fails(first.problem.reason, message),
  };
}
