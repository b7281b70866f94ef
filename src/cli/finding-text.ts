import type { LocatedFinding } from '#inspect';
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
