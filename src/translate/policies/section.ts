import type { Finding } from '#lib/finding.ts';
import type { Backend, FilterFacets, GenericSecret, Want } from '#model';
import { fails } from '../verdict.ts';
import type { CallSettings } from './call-settings.ts';
import type { PolicyMeaning } from './policy-kind.ts';
import { acceptedReason, type SectionProblem } from './section-problem.ts';

export type { SectionProblem } from './section-problem.ts';

/** Section is what one section of a policy comes to, or why it cannot be had as written: then nobody may pass. */
export interface Section {
  readonly facets: FilterFacets;
  /** Hosts that it calls, of which nobody wrote a backend. */
  readonly hosts?: readonly Backend[];
  /** How the services are used that it calls. */
  readonly calls?: readonly CallSettings[];
  /** Secrets that it is set up with. */
  readonly secrets?: readonly GenericSecret[];
  /** What must be found elsewhere for it. */
  readonly wants?: readonly Want[];
  readonly warnings?: readonly Pick<Finding, 'reason' | 'message' | 'path'>[];
  readonly problems: readonly SectionProblem[];
}

/** sectionOf is a section that can be had. */
export function sectionOf(facets: FilterFacets): Section {
  return { facets, problems: [] };
}

/** brokenSection is one that cannot. */
export function brokenSection(...problems: readonly SectionProblem[]): Section {
  return { facets: {}, problems };
}

const closedUntil =
  'what the policy protects is out of service until then (requests get 500, connections are closed)';

/** meaningOf is what the sections of a policy come to together: all of them, or nothing passes. */
export function meaningOf(sections: readonly Section[]): PolicyMeaning {
  const problems = sections.flatMap(section => section.problems);
  const wants = sections.flatMap(section => section.wants ?? []);
  const wanting = wants.length === 0 ? {} : { wants };
  const [first] = problems;
  if (first === undefined) {
    const facets: FilterFacets = Object.assign({}, ...sections.map(section => section.facets));
    return {
      ...wanting,
      route: facets,
      hosts: sections.flatMap(({ hosts = [] }) => hosts),
      shapes: sections.flatMap(({ calls = [] }) => calls.flatMap(({ shapes }) => shapes)),
      findings: sections
        .flatMap(({ calls = [], warnings = [] }) => [
          ...calls.flatMap(({ warnings }) => warnings),
          ...warnings,
        ])
        .map(warning => ({ severity: 'warning', ...warning })),
      secrets: sections.flatMap(({ secrets = [] }) => secrets),
    };
  }
  const said = problems.map(({ path, message }) => `${path} ${message}`).join('; ');
  return {
    ...wanting,
    route: { withheld: {} },
    refused: fails(acceptedReason(first), `${said}; ${closedUntil}`),
    findings: problems.map(({ message, ...where }) => ({
      severity: where.reason === 'Pending' ? 'warning' : 'error',
      ...where,
      message: `${message}; ${closedUntil}`,
    })),
  };
}

/** notServed is a section that restricts, and that nobody serves yet. */
export function notServed(path: string): Section {
  return brokenSection({ reason: 'UnsupportedValue', message: 'is not served yet', path });
}
