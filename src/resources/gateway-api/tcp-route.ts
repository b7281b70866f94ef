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
/** TcpRouteSpec may have several rules, although only one has a meaning; translation reports that. */
export type TcpRouteSpec = Read<typeof spec> & MaybeUnreadable;

export const tcpRoute = defineKind({
  id: 'gateway-api/TCPRoute',
  group: gatewayApiGroup,
  kind: 'TCPRoute',
  plural: 'tcproutes',
  shortNames: [],
  versions: ['v1', 'v1alpha2'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: (body): TcpRouteSpec => body.spec,
  standIn: parentsAlone,
});
export type TcpRoute = ResourceOf<typeof tcpRoute>;
