import { Type } from 'typebox';
import { parse, YAMLError } from 'yaml';
import { isMap } from '#lib/fields.ts';
import type { Json } from '#lib/json.ts';
import { jsonPatchOperation } from '../../envoy-gateway/json-patch-operation.ts';
import type { ResourceOf } from '../../kind.ts';
import { converted, type Report, ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { proxyTargets, topLevel } from './items.ts';

const word = Type.String({ minLength: 1, maxLength: 512 });
const tags = mapOf(Type.String({ minLength: 1, maxLength: 253 }), Type.String({ maxLength: 253 }), 64);
const origin = Type.Optional(word);
const name = Type.Optional(word);

const onResource = Type.Enum(['Add', 'Remove', 'Patch']);
const onFilter = Type.Enum(['Remove', 'Patch', 'AddFirst', 'AddBefore', 'AddAfter', 'AddLast']);

interface Modification {
  readonly operation: Read<typeof onResource> | Read<typeof onFilter>;
  readonly match?: { readonly name?: string };
  readonly value?: Json;
  readonly jsonPatches?: readonly unknown[];
}

/** Checks that an operation has what it needs: a text of YAML, or, for a patch only, JSON Patch operations instead. */
function checkOperation({ operation, match, value, jsonPatches }: Modification, report: Report): void {
  const isPatch = operation === 'Patch';
  if (jsonPatches !== undefined && !isPatch)
    report(`must not be defined where operation is ${operation}`, 'jsonPatches');
  if (operation === 'Remove' && value !== undefined) report('must not be defined', 'value');
  if (isPatch && (value === undefined) === (jsonPatches === undefined))
    report('must have exactly one defined: value, jsonPatches');
  if (operation.startsWith('Add') && value === undefined) report('must be defined', 'value');
  if (operation === 'Add' && match?.name !== undefined) report('must not be defined', 'match', 'name');
  const side = operation === 'AddBefore' ? 'before' : operation === 'AddAfter' ? 'after' : undefined;
  if (side !== undefined && match?.name === undefined)
    report(
      `must be defined. You need to pick a filter ${side} which this one will be added`,
      'match',
      'name',
    );
}

/** A part of an Envoy message. Whether it is valid turns out where it is put in. */
const part = converted(Type.String({ minLength: 1, maxLength: 65_536 }), (text, report): Json | undefined => {
  try {
    const read: unknown = parse(text, { maxAliasCount: 0 });
    // A YAML map has only JSON values: others, such as dates, do not exist in YAML's core schema.
    if (isMap(read)) return read as Json;
    report('must be a map, as YAML');
  } catch (error) {
    if (!(error instanceof YAMLError || error instanceof ReferenceError)) throw error;
    report(`must be YAML: ${error.message.split('\n')[0]}`);
  }
  return undefined;
});

const said = {
  value: Type.Optional(part),
  jsonPatches: Type.Optional(Type.Array(jsonPatchOperation, { minItems: 1, maxItems: 64 })),
};
const ofResource = { operation: onResource, ...said };
const ofFilter = {
  operation: onFilter,
  match: Type.Optional(Type.Object({ name, origin, listenerName: name, listenerTags: Type.Optional(tags) })),
  ...said,
};

const modifications = ruled(
  Type.Object({
    cluster: Type.Optional(
      ruled(
        Type.Object({ ...ofResource, match: Type.Optional(Type.Object({ name, origin })) }),
        checkOperation,
      ),
    ),
    listener: Type.Optional(
      ruled(
        Type.Object({
          ...ofResource,
          match: Type.Optional(Type.Object({ name, origin, tags: Type.Optional(tags) })),
        }),
        checkOperation,
      ),
    ),
    networkFilter: Type.Optional(ruled(Type.Object(ofFilter), checkOperation)),
    httpFilter: Type.Optional(ruled(Type.Object(ofFilter), checkOperation)),
    virtualHost: Type.Optional(
      ruled(
        Type.Object({
          ...ofResource,
          match: Type.Optional(Type.Object({ name, origin, routeConfigurationName: name })),
        }),
        checkOperation,
      ),
    ),
  }),
  (written, report) => {
    if (written.virtualHost?.operation === 'Add') report.unserved('virtualHost', 'operation');
    const count = Object.keys(written).length;
    if (count !== 1)
      report(
        `exactly one modification can be defined at a time. Currently, ${count} modifications are defined`,
      );
  },
);

const patches = Type.Object({
  appendModifications: Type.Optional(Type.Array(modifications, { minItems: 1, maxItems: 128 })),
});
export type WrittenPatches = Read<typeof patches>;
export type WrittenModification = Read<typeof modifications>;

const spec = Type.Object({ targetRef: topLevel(...proxyTargets), default: patches });

export const meshProxyPatch = defineMeshPolicy({ kind: 'MeshProxyPatch', shortName: 'mpp' }, spec);
export type MeshProxyPatch = ResourceOf<typeof meshProxyPatch>;
