import type { Finding, Severity } from '#lib/finding.ts';
import type { PathStep, Report } from './annotate.ts';
import { displayPath } from './path.ts';

/** LocalFinding is a finding without its object, which is known from the context. */
export type LocalFinding = Omit<Finding, 'ref'>;

/** The most errors, and the most warnings, that are listed for one object; the rest are only counted. */
const mostOfEach = 10;

/** FindingLog collects the findings about one object while it is read. It knows the reader's position. */
export class FindingLog {
  /** The number of errors, including those that are only counted. */
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

  /** unknown reports an unknown field; `hint` returns the name that was probably meant. */
  unknown(name: string, hint: () => string | undefined): void {
    const severity = this.refusesUnknown ? 'error' : 'warning';
    const isFull = (this.refusesUnknown ? this.errors : this.#warnings) >= mostOfEach;
    const meant = isFull ? undefined : hint();
    const outcome = this.refusesUnknown ? 'take it out' : 'it is ignored';
    const message = `is not a field that is known here, so ${outcome}${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`;
    this.#add(severity, 'UnknownField', message, [name]);
  }

  /** otherCase warns that a field is read although its name is written in another case, which others ignore. */
  otherCase(written: string, name: string): void {
    this.#add(
      'warning',
      'UnknownField',
      `is read as \`${name}\`; write it so, as an API server takes nothing else`,
      [written],
    );
  }

  /** path is the reader's position, as a path in the written object. */
  readonly path = (): string => displayPath(this.#path);

  /** findings returns the findings in the order of reading, followed by the number of those that are not listed. */
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
