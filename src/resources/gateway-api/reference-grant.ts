import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { namespaceName } from '../names.ts';
import type { Read } from '../schema/readonly.ts';
import { gatewayApiGroup, group, kindName, objectName } from './fields.ts';

const spec = Type.Object({
  from: Type.Array(Type.Object({ group, kind: kindName, namespace: namespaceName }), {
    minItems: 1,
    maxItems: 16,
  }),
  to: Type.Array(Type.Object({ group, kind: kindName, name: Type.Optional(objectName) }), {
    minItems: 1,
    maxItems: 16,
  }),
});
/** ReferenceGrantSpec: every `from` may refer to every `to` in the grant's namespace; no `name` means all objects of the kind. */
export type ReferenceGrantSpec = Read<typeof spec>;

// v1alpha2 is no longer served upstream, but its form is the same, and many examples still use it.
export const referenceGrant = defineKind({
  id: 'gateway-api/ReferenceGrant',
  group: gatewayApiGroup,
  kind: 'ReferenceGrant',
  plural: 'referencegrants',
  shortNames: ['refgrant'],
  versions: ['v1', 'v1beta1', 'v1alpha2'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type ReferenceGrant = ResourceOf<typeof referenceGrant>;
