import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { Read } from '../schema/readonly.ts';
import { connectionRules } from './connection-rules.ts';
import { gatewayApiGroup } from './fields.ts';
import { parentReference } from './references.ts';

const spec = Type.Object(
  {
    parentRefs: Type.Array(parentReference, { maxItems: 32, default: [] }),
    rules: connectionRules,
  },
  { '~unserved': ['useDefaultGateways'] },
);
/** UdpRouteSpec: more than one rule can be written, and means nothing; that is translation's to report. */
export type UdpRouteSpec = Read<typeof spec>;

export const udpRoute = defineKind({
  id: 'gateway-api/UDPRoute',
  group: gatewayApiGroup,
  kind: 'UDPRoute',
  plural: 'udproutes',
  shortNames: [],
  versions: ['v1', 'v1alpha2'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type UdpRoute = ResourceOf<typeof udpRoute>;
