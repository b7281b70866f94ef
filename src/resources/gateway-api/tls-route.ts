import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { Read } from '../schema/readonly.ts';
import { connectionRules } from './connection-rules.ts';
import { gatewayApiGroup, hostname } from './fields.ts';
import { attachingProperties, type MaybeUnreadable, parentsAlone } from './route-stand-in.ts';

const spec = Type.Object({
  ...attachingProperties,
  // v1 requires a hostname; the versions before it did not.
  hostnames: Type.Array(hostname, { maxItems: 16, default: [] }),
  rules: connectionRules,
});
/** TlsRouteSpec: `hostnames` are the server names that clients ask for (SNI). */
export type TlsRouteSpec = Read<typeof spec> & MaybeUnreadable;

export const tlsRoute = defineKind({
  id: 'gateway-api/TLSRoute',
  group: gatewayApiGroup,
  kind: 'TLSRoute',
  plural: 'tlsroutes',
  shortNames: [],
  versions: ['v1', 'v1alpha2', 'v1alpha3'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: (body): TlsRouteSpec => body.spec,
  standIn: parentsAlone,
});
export type TlsRoute = ResourceOf<typeof tlsRoute>;
