import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { gatewayApiGroup, sectionName, weight } from './fields.ts';
import { backendObjectProperties, parentReference } from './references.ts';

/** One share of a listener's connections. */
const tcpBackendRef = Type.Object({ ...backendObjectProperties, weight });

const rule = Type.Object({
  name: Type.Optional(sectionName),
  backendRefs: Type.Array(tcpBackendRef, { minItems: 1, maxItems: 16 }),
});

const spec = Type.Object({
  parentRefs: Type.Array(parentReference, { maxItems: 32, default: [] }),
  rules: ruled(Type.Array(rule, { minItems: 1, maxItems: 16 }), uniqueBy('name')),
});
/** TcpRouteSpec: more than one rule can be written, and means nothing; that is translation's to report. */
export type TcpRouteSpec = Read<typeof spec>;

export const tcpRoute = defineKind({
  id: 'gateway-api/TCPRoute',
  group: gatewayApiGroup,
  kind: 'TCPRoute',
  plural: 'tcproutes',
  shortNames: [],
  versions: ['v1', 'v1alpha2'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type TcpRoute = ResourceOf<typeof tcpRoute>;
