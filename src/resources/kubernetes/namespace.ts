import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { Read } from '../schema/readonly.ts';

const spec = Type.Object({}, { '~ignores': ['finalizers'] });
/** NamespaceSpec is empty: only the name and the labels of a namespace matter. */
export type NamespaceSpec = Read<typeof spec>;

export const namespace = defineKind({
  id: 'kubernetes/Namespace',
  group: '',
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  versions: ['v1'],
  scope: 'Cluster',
  body: Type.Object({ spec: Type.Optional(spec) }),
  hub: (): NamespaceSpec => ({}),
});
export type Namespace = ResourceOf<typeof namespace>;
