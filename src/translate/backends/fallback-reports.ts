import type { Collection, Graph } from '#graph';
import type { ResourceRef } from '#lib/resource-ref.ts';
import { backendKey, type Report, type Verdict, type Verdicts } from '#model';
import type { EnvoyGatewayBackend, FairleadBackend } from '#resources';
import { refFinding } from '../backend-lookup.ts';
import { type BackendLookup, fallbackChain, type RefProblem } from '../backend-ref.ts';
import type { Inputs } from '../inputs.ts';
import { fails } from '../verdict.ts';
import { resolvedRefs } from './accepted-backend.ts';

interface FallingBack {
  readonly ref: ResourceRef;
  readonly fallbackRef: NonNullable<EnvoyGatewayBackend['spec']['fallbackRef']>;
}

/** reportFallbacks gives the reports on Backends that name a fallback, with what there is to say about it. */
export function reportFallbacks(
  graph: Graph,
  inputs: Inputs,
  reports: Collection<Report>,
  lookup: BackendLookup,
): Collection<Report> {
  const falling = graph.view<EnvoyGatewayBackend | FairleadBackend, FallingBack>(
    'translate/backends-with-fallback',
    graph.join<EnvoyGatewayBackend | FairleadBackend>('translate/backends-that-may-fall-back', [
      inputs.of('envoy-gateway/Backend'),
      inputs.of('fairlead/Backend'),
    ]),
    ({ ref, spec: { fallbackRef } }) => (fallbackRef === undefined ? undefined : { ref, fallbackRef }),
  );
  return graph.map<FallingBack, Report>(
    'translate/fallback-reports',
    falling,
    ({ ref, fallbackRef }, key, track) => {
      const report = track.fetch(reports, key);
      if (report?.outcome.kind !== 'object') return report;
      const start = { backend: backendKey(ref), protocol: 'http1' } as const;
      const own = { ref: fallbackRef, referrer: ref };
      const summary = track.fetch(lookup.summaries, start.backend);
      const transport = (summary?.kind === 'usable' ? summary.transport : undefined) ?? 'tcp';
      const { problem, isCircular } = fallbackChain(start, own, lookup, track, transport);
      const found = isCircular ? circle : problem;
      const at = { path: fallbackRef.at, ref };
      return {
        ...report,
        findings: [...report.findings, ...(found === undefined ? [] : [{ ...refFinding(found), ...at }])],
        outcome: {
          ...report.outcome,
          verdicts: { ...report.outcome.verdicts, ...beside(report.outcome.verdicts, verdict(found)) },
        },
      };
    },
  );
}

/** What is wrong with the Backend's own references (certificates) is said first. */
function beside({ ResolvedRefs: own }: Verdicts, found: Verdict): Verdicts {
  return own?.holds === false ? {} : { ResolvedRefs: found };
}

const circle: RefProblem = {
  kind: 'invalid',
  reason: 'FallbackCycle',
  message:
    'those that take over from it come back to itself; it fails over to each of them once. End the row somewhere',
};

function verdict(problem: RefProblem | undefined): Verdict {
  if (problem === undefined || problem.kind === 'empty') return resolvedRefs;
  return fails(problem.reason, `fallback: ${problem.message}`);
}
