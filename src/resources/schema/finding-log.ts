import type { Finding, Severity } from '#lib/finding.ts';
import type { PathStep, Report } from './annotate.ts';
import { displayPath } from './path.ts';

/** LocalFinding is a finding whose object goes without saying. */
export type LocalFinding = Omit<Finding, 'ref'>;

/** How many errors, and how many warnings, one object gets before the rest is only counted. */
const mostOfEach = 10;

/** FindingLog gathers what is wrong with one object while it is read. It knows where the reader stands. */
export class FindingLog {
  /** How many errors there are, also those that are only counted. */
  errors = 0;
  #warnings = 0;
  readonly #findings: LocalFinding[] = [];
  readonly #path: PathStep[] = [];
  readonly report: Report;
  readonly refusesUnknown: boolean;

  constructor({ refusesUnknown = false }: { readonly refusesUnknown?: boolean } = {}) {
    this.refusesUnknown = refusesUnknown;
    this.report = Object.assign(
      (message: string, ...within: readonly PathStep[]) => this.#add('error', 'Invalid', message, within),
      {
        warning: (message: string, ...within: readonly PathStep[]) =>
          this.#add('warning', 'Invalid', message, within),
        unserved: (...within: readonly PathStep[]) =>
          this.#add('warning', 'UnsupportedValue', 'is not served yet: it has no effect', within),
        deprecated: (instead: string) =>
          this.#add('warning', 'DeprecatedField', `is deprecated: it holds, but write ${instead}`, []),
      },
    );
  }

  enter(step: PathStep): void {
    this.#path.push(step);
  }

  leave(): void {
    this.#path.pop();
  }

  error(message: string): void {
    this.#add('error', 'Invalid', message, []);
  }

  /** unknown says of a field that nobody reads it; `hint` is the name that may have been meant. */
  unknown(name: string, hint: () => string | undefined): void {
    const severity = this.refusesUnknown ? 'error' : 'warning';
    const isFull = (this.refusesUnknown ? this.errors : this.#warnings) >= mostOfEach;
    const meant = isFull ? undefined : hint();
    const outcome = this.refusesUnknown ? 'take it out' : 'it is ignored';
    const message = `is not a field that is known here, so ${outcome}${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`;
    this.#add(severity, 'UnknownField', message, [name]);
  }

  /** otherCase says of a field that it is read, though others would pass it over as it is written. */
  otherCase(written: string, name: string): void {
    this.#add(
      'warning',
      'UnknownField',
      `is read as \`${name}\`; write it so, as an API server takes nothing else`,
      [written],
    );
  }

  /** path is where the reader stands, as written. */
  readonly path = (): string => displayPath(this.#path);

  /** findings in the order of reading, then how many more there are. */
  findings(): readonly LocalFinding[] {
    const more = Math.max(this.errors - mostOfEach, 0) + Math.max(this.#warnings - mostOfEach, 0);
    if (more === 0) return this.#findings;
    const severity: Severity = this.errors > mostOfEach ? 'error' : 'warning';
    const message = `has ${more} more findings of this sort; mend those that are listed first`;
    return [...this.#findings, { severity, reason: 'Invalid', message, path: '' }];
  }

  #add(severity: Severity, reason: string, message: string, within: readonly PathStep[]): void {
    const count = severity === 'error' ? ++this.errors : ++this.#warnings;
    if (count > mostOfEach) return;
    this.#findings.push({ severity, reason, message, path: displayPath([...this.#path, ...within]) });
  }
}
