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

/** Of so many that follow from a finding, the object is named. */
const mostNamed = 3;

/** findingLines are findings line by line: of what follows from another finding, only how much there is, unless it is \`wide\`. */
export function findingLines(
  findings: readonly LocatedFinding[],
  show: (file: string) => string,
  paint: Paint,
  { wide = false } = {},
): string[] {
  if (wide) return findings.map(finding => findingText(finding, show, paint));
  return tellOnce(findings).flatMap(({ finding, consequences }) => [
    findingText(finding, show, paint),
    ...(consequences.length === 0 ? [] : [paint('dim', `  ↳ ${consequencesText(consequences)}`)]),
  ]);
}

function consequencesText(consequences: readonly LocatedFinding[]): string {
  const subjects = [
    ...new Set(consequences.flatMap(({ ref }) => (ref === undefined ? [] : [displayRef(ref)]))),
  ];
  const more = subjects.length > mostNamed ? ` and ${subjects.length - mostNamed} more` : '';
  const references = consequences.length === 1 ? '1 reference' : `${consequences.length} references`;
  const fail = consequences.length === 1 ? 'fails' : 'fail';
  return printable(`${references} to it ${fail} for that: ${subjects.slice(0, mostNamed).join(', ')}${more}`);
}
