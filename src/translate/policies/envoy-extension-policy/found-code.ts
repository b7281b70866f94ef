import type { Backend, ProgramCode, Want } from '#model';
import type { SectionProblem, SectionWarning } from '../section.ts';

/** FoundCode is where a proxy has a program from, or why there is none; and what must be looked up elsewhere for it. */
export type FoundCode = { readonly want?: Want } & (
  | {
      readonly code: ProgramCode;
      /** The host that it is fetched from. */
      readonly host?: Backend;
      readonly warning?: SectionWarning;
    }
  | { readonly problem: SectionProblem }
);
