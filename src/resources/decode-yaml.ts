import { parseAllDocuments } from 'yaml';
import type { Finding } from '#lib/finding.ts';
import { type Decoded, decodeResource } from './decode.ts';
import type { Kind } from './kind.ts';

/** For tests, which write objects as users do. */

/** decodeYaml decodes the one document of a text. */
export function decodeYaml(text: string): Decoded {
  const documents = decodeAllYaml(text);
  if (documents.length !== 1 || documents[0] === undefined) throw new Error('not one document');
  return documents[0];
}

/** decodeAllYaml decodes each document of a text. */
export function decodeAllYaml(text: string): readonly Decoded[] {
  return parseAllDocuments(text).map(document => decodeResource(document.toJS()));
}

/**
 * specOf returns the spec of a document of this kind. It throws if there are findings, except that the kind is not served yet.
 */
export function specOf<Spec>(kind: Kind<string, Spec>, text: string): Spec {
  const { resource, findings } = decodeYaml(text);
  const mistakes = findings.filter(isMistake);
  if (mistakes.length > 0) throw new Error(said({ findings: mistakes }).join('\n'));
  if (resource?.id !== kind.id) throw new Error(`${resource?.id} is not ${kind.id}`);
  return resource.spec as Spec;
}

/** mistakesIn returns the findings about a document, except that its kind is not served yet. */
export function mistakesIn(text: string): readonly string[] {
  return said({ findings: decodeYaml(text).findings.filter(isMistake) });
}

function isMistake({ path, reason }: Finding): boolean {
  return path !== '' || reason !== 'UnsupportedValue';
}

/** said formats findings as lines: `error spec.type: must be …`. */
export function said({ findings }: Pick<Decoded, 'findings'>): readonly string[] {
  return findings.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}
