import type { Collection, Graph } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type { Report } from '#model';
import type { HostnameGenerator } from '#resources';
import { reportOn } from '../../report.ts';
import { holds } from '../../verdict.ts';

/**
 * NamingProblem says why a generator gives a service no name: its template cannot be filled in, or the result is not a host
 * name.
 */
export interface NamingProblem {
  /** The generator's name. */
  readonly generator: string;
  readonly service: string;
  readonly message: string;
}

/** How many problems of one generator are reported: a mistake in a template recurs for all services. */
const told = 10;

/** reportGenerators derives the report on each HostnameGenerator: which services it fails to name. */
export function reportGenerators(
  graph: Graph,
  generators: Collection<HostnameGenerator>,
  problems: Collection<NamingProblem>,
): Collection<Report> {
  const byGenerator = graph.index('translate/problems-by-generator', problems, p => [p.generator]);
  return graph.map<HostnameGenerator, Report>(
    'translate/generator-reports',
    generators,
    (generator, _key, track) => {
      const { ref } = generator;
      const own = track.fetchAll(byGenerator, ref.name);
      const say = (message: string): Finding => {
        return { severity: 'warning', reason: 'TemplateError', message, path: 'spec.template', ref };
      };
      const findings = [
        ...own.slice(0, told).map(({ service, message }) => say(`gives ${service} no name: ${message}`)),
        ...(own.length > told ? [say(`gives ${own.length - told} more services no name`)] : []),
      ];
      const verdicts = { Accepted: holds('Accepted', 'The HostnameGenerator was accepted') };
      return reportOn(generator, findings, { kind: 'object', verdicts });
    },
  );
}
