import type { Finding } from '#lib/finding.ts';
import type { Backend, FilterFacets, GenericSecret, Want } from '#model';
import { fails } from '../verdict.ts';
import type { CallSettings } from './call-settings.ts';
import type { PolicyMeaning } from './policy-kind.ts';
import { acceptedReason, type SectionProblem } from './section-problem.ts';

export type { SectionProblem } from './section-problem.ts';

/** SectionWarning is what is said about a section that can be used. */
export type SectionWarning = Pick<Finding, 'reason' | 'message' | 'path'>;

/** Section is one section of a policy as translated, or why it cannot be used as written: then no request may pass. */
export interface Section {
  readonly facets: FilterFacets;
  /** Hosts that it calls, for which nobody wrote a backend. */
  readonly hosts?: readonly Backend[];
  /** How the services that it calls are used. */
  readonly calls?: readonly CallSettings[];
  /** Secrets that it is set up with. */
  readonly secrets?: readonly GenericSecret[];
  /** What must be looked up elsewhere for it. */
  readonly wants?: readonly Want[];
  readonly warnings?: readonly SectionWarning[];
  readonly problems: readonly SectionProblem[];
  /** Its author lets requests pass that it cannot check: where it has problems, the rest of the policy holds without it. */
  readonly failsOpen?: true;
}

/** sectionOf is a section that can be used. */
export function sectionOf(facets: FilterFacets): Section {
  return { facets, problems: [] };
}

/** brokenSection is a section that cannot be used. */
export function brokenSection(...problems: readonly SectionProblem[]): Section {
  return { facets: {}, problems };
}

const closedUntil =
  'what the policy protects is out of service until then (requests get 500, connections are closed)';

const openUntil = 'until then requests pass without it, as failOpen says';

/**
 * meaningOf puts the sections of a policy together. Broken ones that fail open are left out; where any other is broken,
 * nothing passes.
 */
export function meaningOf(sections: readonly Section[]): PolicyMeaning {
  const broken = sections.filter(section => section.problems.length > 0);
  const wants = sections.flatMap(section => section.wants ?? []);
  const isClosed = broken.some(section => !section.failsOpen);
  const until = isClosed ? closedUntil : openUntil;
  const problems = broken.flatMap(section => section.problems);
  const [first] = problems;
  const said = problems.map(({ path, message }) => `${path} ${message}`).join('; ');
  const meaning = isClosed ? { route: { withheld: {} } } : together(sections);
  return {
    ...(wants.length === 0 ? {} : { wants }),
    ...meaning,
    ...(first === undefined ? {} : { refused: fails(acceptedReason(first), `${said}; ${until}`) }),
    findings: [
      ...problems.map(
        ({ message, ...where }) =>
          ({
            severity: where.reason === 'Pending' ? 'warning' : 'error',
            ...where,
            message: `${message}; ${until}`,
          }) as const,
      ),
      ...(meaning.findings ?? []),
    ],
  };
}

function together(sections: readonly Section[]): PolicyMeaning {
  const facets: FilterFacets = Object.assign({}, ...sections.map(section => section.facets));
  return {
    route: facets,
    hosts: sections.flatMap(({ hosts = [] }) => hosts),
    shapes: sections.flatMap(({ calls = [] }) => calls.flatMap(({ shapes }) => shapes)),
    findings: sections
      .flatMap(({ calls = [], warnings = [] }) => [...calls.flatMap(({ warnings }) => warnings), ...warnings])
      .map(warning => ({ severity: 'warning', ...warning })),
    secrets: sections.flatMap(({ secrets = [] }) => secrets),
  };
}

/** notServed is a section that restricts requests in a way that is not served yet. */
export function notServed(path: string): Section {
  return brokenSection({ reason: 'UnsupportedValue', message: 'is not served yet', path });
}
