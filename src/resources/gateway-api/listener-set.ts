import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { namespaceName } from '../names.ts';
import { defaulted } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { gatewayApiGroup, group, kindName, objectName } from './fields.ts';
import { listeners } from './listener.ts';

const spec = Type.Object({
  parentRef: Type.Object({
    group: defaulted(group, gatewayApiGroup),
    kind: defaulted(kindName, 'Gateway'),
    name: objectName,
    namespace: Type.Optional(namespaceName),
  }),
  listeners,
});
/** ListenerSetSpec has listeners that are added to those of a Gateway, if the Gateway allows it. */
export type ListenerSetSpec = Read<typeof spec>;

const definition = {
  shortNames: ['lset'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: (body: { readonly spec: ListenerSetSpec }) => body.spec,
} as const;

const listenerSet = defineKind({
  id: 'gateway-api/ListenerSet',
  group: gatewayApiGroup,
  kind: 'ListenerSet',
  plural: 'listenersets',
  versions: ['v1', 'v1alpha1'],
  ...definition,
});

/** The name of the kind while it was experimental. */
const xListenerSet = defineKind({
  id: 'gateway-api/XListenerSet',
  group: 'gateway.networking.x-k8s.io',
  kind: 'XListenerSet',
  plural: 'xlistenersets',
  versions: ['v1alpha1'],
  ...definition,
  shortNames: ['xlset'],
});

/** listenerSetKinds are the kinds that add listeners to a Gateway. */
export const listenerSetKinds = [listenerSet, xListenerSet] as const;
export type ListenerSet = ResourceOf<(typeof listenerSetKinds)[number]>;

/** isListenerSet tells ListenerSets from all other resources. */
export function isListenerSet<R extends { readonly id: string }>(
  resource: R,
): resource is Extract<R, ListenerSet> {
  return listenerSetKinds.some(kind => kind.id === resource.id);
}
