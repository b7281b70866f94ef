import { type TSchema, Type } from 'typebox';
import { pluralOf } from '#lib/plural.ts';
import { defineKind } from '../../define-kind.ts';
import type { Read } from '../../schema/readonly.ts';
import { kumaGroup, kumaVersions } from '../fields.ts';
import type { MeshPolicySpec } from './items.ts';

interface Names<Name extends string> {
  readonly kind: Name;
  readonly shortName: string;
  /** It is checked, but has no effect yet. */
  readonly isUnserved?: true;
}

/**
 * defineMeshPolicy makes a kind of mesh policy from the schema of its `spec`. Both forms of the kind have a `spec`. Unknown
 * fields make the policy invalid: a slip of the pen would leave in force what its author meant to change.
 */
export function defineMeshPolicy<const Name extends string, S extends TSchema>(
  { kind, shortName, ...unserved }: Names<Name>,
  spec: S & (Read<S> extends MeshPolicySpec ? unknown : never),
) {
  const body = Type.Object({ spec });
  const hub = (read: Read<typeof body>) => (read as { readonly spec: Read<S> }).spec;
  return defineKind({
    id: `kuma/${kind}` as const,
    group: kumaGroup,
    kind,
    plural: pluralOf(kind.toLowerCase()),
    shortNames: [shortName],
    versions: kumaVersions,
    ...unserved,
    scope: 'Namespaced',
    body,
    hub,
    universal: { scope: 'Mesh', body, hub },
    refusesUnknown: true,
  });
}
