import type { LocatedFinding } from '#inspect';
import { displayRef } from '#lib/resource-ref.ts';
import type { Paint } from './colours.ts';

/** findingText is a finding on one line: `FILE:LINE: severity: kind/namespace/name path: message (Reason)`. */
export function findingText(finding: LocatedFinding, show: (file: string) => string, paint: Paint): string {
  const { severity, reason, message, path, ref, place } = finding;
  const where = place === undefined ? '' : `${paint('bold', `${show(place.file)}:${place.line}`)}: `;
  const subject = [...(ref === undefined ? [] : [displayRef(ref)]), ...(path === '' ? [] : [path])].join(' ');
  const colour = severity === 'error' ? 'red' : 'yellow';
  const said = subject === '' ? message : `${subject}: ${message}`;
  return `${where}${paint(colour, severity)}: ${oneLine(said)} ${paint('dim', `(${reason})`)}`;
}

/** A message may quote what a file or an Envoy said: no control character of it reaches the terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trimEnd();
}
