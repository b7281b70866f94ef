import type { Finding } from '#lib/finding.ts';
import { sharedText } from '#lib/kept-text.ts';
import type { ResourceRef } from '#lib/resource-ref.ts';
import { boundsProblem } from './bounds.ts';
import { readObjectType, readRef } from './identity.ts';
import type { DecodedSpec, Kind, Metadata, ResourceOf } from './kind.ts';
import type { KindTable } from './kind-table.ts';
import { type AnyResource, knownKinds } from './kinds.ts';
import { readMetadata } from './metadata.ts';
import { describe, isPlainObject } from './schema/describe.ts';
import type { LocalFinding } from './schema/finding-log.ts';
import type { ReadResult } from './schema/reader.ts';
import { isUniversal, readUniversalMetadata, readUniversalRef, typeOf } from './universal.ts';
import { unknownKind, unknownType, wrongVersion } from './unknown-kind.ts';

type Fields = Readonly<Record<string, unknown>>;
type SomeKind = Kind<string, unknown>;

/**
 * Decoded is the result of reading one written object.
 *
 * - `ref` is present as soon as kind, name and namespace can be read, however broken the rest is.
 * - `resource` is present exactly where the kind is known and no finding is an error.
 * - `standIn` may be present where `resource` is absent: what applies, or is known, as long as no version of the object was ever
 *   valid. Only kinds have one that restrict access, or whose status is reported by what they refer to.
 */
export interface Decoded<R = AnyResource> {
  readonly ref?: ResourceRef;
  readonly resource?: R;
  readonly standIn?: R;
  readonly findings: readonly Finding[];
}

/**
 * decodeResource checks one parsed object of YAML or JSON, of any kind, and returns it in its hub form, which shares nothing with
 * the input. A `List` has to be expanded first (`expandList`). It never throws, whatever the input.
 */
export const decodeResource: (object: unknown) => Decoded = createDecoder(knownKinds);

/** createDecoder makes a function like decodeResource for a table of kinds. */
export function createDecoder<K extends SomeKind>(
  table: KindTable<K>,
): (object: unknown) => Decoded<ResourceOf<K>> {
  return object => {
    if (!isPlainObject(object)) {
      const found = describe(object);
      return {
        findings: [error('Invalid', `must be a map with apiVersion, kind and metadata, but is ${found}`)],
      };
    }
    return isUniversal(object) ? decodeUniversal(object, table) : decodeUsual(object, table);
  };
}

function decodeUsual<K extends SomeKind>(object: Fields, table: KindTable<K>): Decoded<ResourceOf<K>> {
  const { type, findings } = readObjectType(object);
  if (type === undefined) return { findings };
  const kind = table.named(type.group, type.kind);
  const ref = readRef(type, object.metadata, kind?.scope);
  const problem = boundsProblem(object);
  if (problem !== undefined) return refused(ref, [error('TooLarge', problem)]);
  if (kind === undefined) return refused(ref, [unknownKind(type.apiVersion, type.kind, table.all)]);
  if (!kind.versions.includes(type.version)) return refused(ref, [wrongVersion(type.apiVersion, kind)]);
  const metadata = readMetadata(object.metadata, kind.scope);
  return assembled(kind, type.apiVersion, ref, metadata, kind.decode(object));
}

function decodeUniversal<K extends SomeKind>(object: Fields, table: KindTable<K>): Decoded<ResourceOf<K>> {
  const type = typeOf(object);
  const kind = typeof type === 'string' ? table.typed(type) : undefined;
  const ref = readUniversalRef(object, kind?.universal?.scope);
  const problem = boundsProblem(object);
  if (problem !== undefined) return refused(ref, [error('TooLarge', problem)]);
  if (kind?.universal === undefined) return refused(ref, [unknownType(type, table.all)]);
  const { scope, decode } = kind.universal;
  const apiVersion = `${kind.group}/${kind.versions[0]}`;
  return assembled(kind, apiVersion, ref, readUniversalMetadata(object, scope), decode(object));
}

function assembled<K extends SomeKind>(
  kind: K,
  apiVersion: string,
  ref: ResourceRef | undefined,
  { value: metadata, findings: ofMetadata }: ReadResult<Metadata>,
  decoded: DecodedSpec<unknown>,
): Decoded<ResourceOf<K>> {
  const findings = [...ofMetadata, ...decoded.findings];
  const spec = decoded.spec ?? decoded.standIn;
  if (ref === undefined || metadata === undefined || spec === undefined) return refused(ref, findings);
  // `spec` is the result of this kind's own decode; TypeScript cannot relate the two through the table.
  const resource = { id: kind.id, ref, apiVersion: sharedText(apiVersion), metadata, spec } as ResourceOf<K>;
  const found = named(ref, findings);
  return decoded.spec === undefined
    ? { ref, standIn: resource, findings: found }
    : { ref, resource, findings: found };
}

function error(reason: string, message: string, path = ''): LocalFinding {
  return { severity: 'error', reason, message, path };
}

function refused(ref: ResourceRef | undefined, findings: readonly LocalFinding[]): Decoded<never> {
  return ref === undefined ? { findings } : { ref, findings: named(ref, findings) };
}

function named(ref: ResourceRef, findings: readonly LocalFinding[]): readonly Finding[] {
  return findings.map(finding => ({ ...finding, ref }));
}
