import type { Finding } from '#lib/finding.ts';
import { sharedText } from '#lib/kept-text.ts';
import type { ResourceRef } from '#lib/resource-ref.ts';
import { boundsProblem } from './bounds.ts';
import { readObjectType, readRef } from './identity.ts';

import { type AnyKind, type AnyResource, kindOf, kinds } from './kinds.ts';
import { readMetadata } from './metadata.ts';
import { describe, isPlainObject } from './schema/describe.ts';
import type { LocalFinding } from './schema/finding-log.ts';
import { nearestName } from './schema/nearest-name.ts';

/**
 * Decoded is what became of one written object.
 *
 * - `ref` is there as soon as apiVersion, kind, name and namespace can be read, however broken the rest is.
 * - `resource` is there exactly where the kind is known and no finding is an error.
 */
export interface Decoded {
  readonly ref?: ResourceRef;
  readonly resource?: AnyResource;
  readonly findings: readonly Finding[];
}

/**
 * decodeResource checks one parsed object of YAML or JSON, of any kind, and gives it in its hub form, which shares nothing
 * with the input. A `List` is to be expanded first (`expandList`). It never throws, whatever the input.
 */
export function decodeResource(object: unknown): Decoded {
  if (!isPlainObject(object)) {
    return {
      findings: [
        error('Invalid', `must be a map with apiVersion, kind and metadata, but is ${describe(object)}`),
      ],
    };
  }
  const { type, findings } = readObjectType(object);
  if (type === undefined) return { findings };
  const kind = kindOf(type.group, type.kind);
  const ref = readRef(type, object.metadata, kind?.scope);
  const problem = boundsProblem(object);
  if (problem !== undefined) return refused(ref, [error('TooLarge', problem)]);
  if (kind === undefined) return refused(ref, [unknownKind(type.apiVersion, type.kind)]);
  if (!kind.versions.includes(type.version)) return refused(ref, [wrongVersion(type.apiVersion, kind)]);
  return decodeAs(kind, type.apiVersion, object, ref);
}

function decodeAs(
  kind: AnyKind,
  apiVersion: string,
  object: Readonly<Record<string, unknown>>,
  ref: ResourceRef | undefined,
): Decoded {
  const { value: metadata, findings: ofMetadata } = readMetadata(object.metadata, kind.scope);
  const { spec, findings: ofSpec } = kind.decode(object);
  const findings = [...ofMetadata, ...ofSpec];
  if (ref === undefined || metadata === undefined || spec === undefined) return refused(ref, findings);
  // `spec` is what this kind's own decode gave; TypeScript does not follow the two through the table.
  const resource = { id: kind.id, ref, apiVersion: sharedText(apiVersion), metadata, spec } as AnyResource;
  return { ref, resource, findings: named(ref, findings) };
}

function unknownKind(apiVersion: string, kind: string): LocalFinding {
  const nearest = nearestName(
    kind,
    kinds.map(known => known.kind),
  );
  const meant = kinds
    .filter(known => known.kind === nearest)
    .map(known => `${acceptedVersions(known)} ${known.kind}`);
  const hint = nearest === undefined ? '' : `; did you mean ${meant.join(' or ')}?`;
  const message = `is not a kind that is known here, so the object is ignored: ${apiVersion} ${kind}${hint}`;
  return { severity: 'warning', reason: 'UnknownKind', message, path: 'kind' };
}

function wrongVersion(apiVersion: string, kind: AnyKind): LocalFinding {
  return error('UnsupportedVersion', `must be ${acceptedVersions(kind)}, but is ${apiVersion}`, 'apiVersion');
}

function acceptedVersions({ group, versions }: AnyKind): string {
  return versions.map(version => (group === '' ? version : `${group}/${version}`)).join(' or ');
}

function error(reason: string, message: string, path = ''): LocalFinding {
  return { severity: 'error', reason, message, path };
}

function refused(ref: ResourceRef | undefined, findings: readonly LocalFinding[]): Decoded {
  return ref === undefined ? { findings } : { ref, findings: named(ref, findings) };
}

function named(ref: ResourceRef, findings: readonly LocalFinding[]): readonly Finding[] {
  return findings.map(finding => ({ ...finding, ref }));
}
