import { Type } from 'typebox';
import { ownText, sharedText } from '#lib/kept-text.ts';
import { localZone, type ResourceRef } from '#lib/resource-ref.ts';
import { isReadable } from './identity.ts';
import type { Metadata, UniversalForm } from './kind.ts';
import { labelKey, labelValue, namespaceName, subdomain } from './names.ts';
import { isPlainObject } from './schema/describe.ts';
import { mapOf } from './schema/map-of.ts';
import { compileReader, type ReadResult } from './schema/reader.ts';

/**
 * universalGroup is the API group of kinds with a universal form. This is how Kuma's resources are written without Kubernetes:
 * `type`, `mesh` and `name` at the top, and no apiVersion. The namespace of an object of a mesh is then its mesh, so that equal
 * names in two meshes are two objects.
 */
export const universalGroup = 'kuma.io';

/** The fields that every document in this form may have. */
export const universalFields = [
  'type',
  'mesh',
  'name',
  'labels',
  'creationTime',
  'modificationTime',
  'kri',
] as const;

/**
 * isUniversal tells this form from the usual one. A `type` alone does not suffice: a Secret has one, too, and may have lost its
 * first lines.
 */
export function isUniversal(object: Readonly<Record<string, unknown>>): boolean {
  return (
    typeOf(object) !== undefined &&
    object.apiVersion === undefined &&
    object.kind === undefined &&
    object.metadata === undefined
  );
}

/**
 * typeOf is the type of a document in this form. A document without `type` is a Dataplane if it has a name and an address in its
 * `networking`: Kuma's documentation of reachable backends writes them so, and nothing else has this form.
 */
export function typeOf({ type, name, networking }: Readonly<Record<string, unknown>>): unknown {
  if (type !== undefined && type !== null) return type;
  return typeof name === 'string' && isPlainObject(networking) && networking.address !== undefined
    ? 'Dataplane'
    : undefined;
}

/** readUniversalRef identifies an object by its readable fields; the scope of an unknown type may be either. */
export function readUniversalRef(
  object: Readonly<Record<string, unknown>>,
  scope: UniversalForm<unknown>['scope'] | undefined,
): ResourceRef | undefined {
  const { mesh, name } = object;
  const type = typeOf(object);
  const namespace = scope === 'Global' ? '' : (mesh ?? (scope === undefined ? '' : 'default'));
  if (!isReadable(type) || !isReadable(name) || !(namespace === '' || isReadable(namespace)))
    return undefined;
  return {
    group: universalGroup,
    kind: sharedText(type),
    zone: localZone,
    namespace: sharedText(namespace),
    name: ownText(name),
  };
}

const compile = () =>
  compileReader(
    Type.Object({
      name: subdomain,
      mesh: Type.Optional(
        Type.String({ ...namespaceName, '~wants': 'the name of a mesh: lower-case letters, digits and "-"' }),
      ),
      labels: mapOf(labelKey, labelValue, 256),
      creationTime: Type.Optional(Type.String({ maxLength: 64 })),
    }),
  );
let read: ReturnType<typeof compile> | undefined;

/** readUniversalMetadata checks the fields that take the place of `metadata`. */
export function readUniversalMetadata(
  { name, mesh, labels, creationTime }: Readonly<Record<string, unknown>>,
  scope: UniversalForm<unknown>['scope'],
): ReadResult<Metadata> {
  read ??= compile();
  const { value, findings } = read({ name, mesh, labels, creationTime });
  if (value === undefined) return { findings };
  const created = value.creationTime === undefined ? {} : { creationTimestamp: value.creationTime };
  const metadata: Metadata = {
    labels: value.labels,
    annotations: {},
    generation: 1,
    isUniversal: true,
    ...created,
  };
  if (scope === 'Mesh' || value.mesh === undefined) return { value: metadata, findings };
  const message = 'has no effect: objects of this type are in no mesh';
  return {
    value: metadata,
    findings: [...findings, { severity: 'warning', reason: 'Invalid', message, path: 'mesh' }],
  };
}
