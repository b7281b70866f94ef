import type { Backend, FilterFacets } from '#model';

/** Section is what one section of a policy comes to, or why it cannot be had as written: then nobody may pass. */
export interface Section {
  readonly facets: FilterFacets;
  /** Hosts that it calls, of which nobody wrote a backend. */
  readonly hosts?: readonly Backend[];
  readonly problems: readonly SectionProblem[];
}

/** SectionProblem: `path` is as written, from the object's root. */
export interface SectionProblem {
  readonly reason: 'Invalid' | 'RefNotPermitted' | 'UnsupportedValue';
  readonly message: string;
  readonly path: string;
}

/** sectionOf is a section that can be had. */
export function sectionOf(facets: FilterFacets): Section {
  return { facets, problems: [] };
}

/** brokenSection is one that cannot. */
export function brokenSection(...problems: readonly SectionProblem[]): Section {
  return { facets: {}, problems };
}
