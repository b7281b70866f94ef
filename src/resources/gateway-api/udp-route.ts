import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { Read } from '../schema/readonly.ts';
import { connectionRules } from './connection-rules.ts';
import { gatewayApiGroup } from './fields.ts';
import { attachingProperties, type MaybeUnreadable, parentsAlone } from './route-stand-in.ts';

const spec = Type.Object({
  ...attachingProperties,
  rules: connectionRules,
});
/** UdpRouteSpec may have several rules, although only one has a meaning; translation reports that. */
export type UdpRouteSpec = Read<typeof spec> & MaybeUnreadable;

export const udpRoute = defineKind({
  id: 'gateway-api/UDPRoute',
  group: gatewayApiGroup,
  kind: 'UDPRoute',
  plural: 'udproutes',
  shortNames: [],
  versions: ['v1', 'v1alpha2'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: (body): UdpRouteSpec => body.spec,
  standIn: parentsAlone,
});
export type UdpRoute = ResourceOf<typeof udpRoute>;
