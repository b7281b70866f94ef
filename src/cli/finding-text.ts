import { type LocatedFinding, tellOnce } from '#inspect';
import { displayRef } from '#lib/resource-ref.ts';
import type { Paint } from './colours.ts';
import { printable } from './printable.ts';

/** findingText is a finding on one line: `FILE:LINE: severity: kind/namespace/name path: message (Reason)`. */
export function findingText(finding: LocatedFinding, show: (file: string) => string, paint: Paint): string {
  const { severity, reason, message, path, ref, place } = finding;
  const where = place === undefined ? '' : `${paint('bold', `${show(place.file)}:${place.line}`)}: `;
  const subject = [...(ref === undefined ? [] : [displayRef(ref)]), ...(path === '' ? [] : [path])].join(' ');
  const colour = severity === 'error' ? 'red' : 'yellow';
  const said = subject === '' ? message : `${subject}: ${message}`;
  return `${where}${paint(colour, severity)}: ${printable(said).trimEnd()} ${paint('dim', `(${reason})`)}`;
}

/** Of findings that are only counted, so many subjects are named. */
const mostNamed = 3;

/**
 * findingLines are findings, line by line. Consequences of another finding, and the same mistake in many objects, are only
 * counted, unless the form is `wide`.
 */
export function findingLines(
  findings: readonly LocatedFinding[],
  show: (file: string) => string,
  paint: Paint,
  { wide = false } = {},
): string[] {
  if (wide) return findings.map(finding => findingText(finding, show, paint));
  return tellOnce(findings).flatMap(({ finding, consequences, alike }) => [
    findingText(finding, show, paint),
    ...counted(consequences, 'reference to it fails for that', 'references to it fail for that').map(dim),
    ...counted(alike, 'more has the same wrong', 'more have the same wrong').map(dim),
  ]);

  function dim(text: string): string {
    return paint('dim', `  ↳ ${text}`);
  }
}

function counted(findings: readonly LocatedFinding[], one: string, many: string): string[] {
  if (findings.length === 0) return [];
  const subjects = [...new Set(findings.flatMap(({ ref }) => (ref === undefined ? [] : [displayRef(ref)])))];
  const more = subjects.length > mostNamed ? ` and ${subjects.length - mostNamed} more` : '';
  const words = findings.length === 1 ? one : many;
  return [printable(`${findings.length} ${words}: ${subjects.slice(0, mostNamed).join(', ')}${more}`)];
}
