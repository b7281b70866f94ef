import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { Read } from '../schema/readonly.ts';
import { gatewayApiGroup } from './fields.ts';
import { objectReference } from './references.ts';

const spec = Type.Object({
  controllerName: Type.String({
    minLength: 1,
    maxLength: 253,
    pattern:
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+$",
    '~wants': 'a domain and a path such as fairlead.dev/gateway-controller',
  }),
  parametersRef: Type.Optional(objectReference),
  description: Type.Optional(Type.String({ maxLength: 64 })),
});
export type GatewayClassSpec = Read<typeof spec>;

export const gatewayClass = defineKind({
  id: 'gateway-api/GatewayClass',
  group: gatewayApiGroup,
  kind: 'GatewayClass',
  plural: 'gatewayclasses',
  shortNames: ['gc'],
  versions: ['v1', 'v1beta1'],
  scope: 'Cluster',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type GatewayClass = ResourceOf<typeof gatewayClass>;
