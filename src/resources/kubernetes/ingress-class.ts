import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { group, kindName, objectName } from '../gateway-api/fields.ts';
import type { ResourceOf } from '../kind.ts';
import { namespaceName } from '../names.ts';
import { defaulted, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';

/** ingressGroup is the API group of Ingresses and their classes. */
export const ingressGroup = 'networking.k8s.io';

const parameters = ruled(
  Type.Object({
    apiGroup: defaulted(group, ''),
    kind: kindName,
    name: objectName,
    namespace: Type.Optional(namespaceName),
    scope: Type.Enum(['Cluster', 'Namespace'], { default: 'Cluster' }),
  }),
  ({ scope, namespace }: { readonly scope: string; readonly namespace?: string }, report: Report) => {
    if ((scope === 'Namespace') !== (namespace !== undefined))
      report('must be written where the scope is Namespace, and nowhere else', 'namespace');
  },
);

const spec = Type.Object({
  controller: Type.String({ minLength: 1, maxLength: 250 }),
  parameters: Type.Optional(parameters),
});
export type IngressClassSpec = Read<typeof spec>;

export const ingressClass = defineKind({
  id: 'kubernetes/IngressClass',
  group: ingressGroup,
  kind: 'IngressClass',
  plural: 'ingressclasses',
  shortNames: [],
  versions: ['v1', 'v1beta1'],
  scope: 'Cluster',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type IngressClass = ResourceOf<typeof ingressClass>;
