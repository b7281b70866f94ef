import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { ruled } from '../schema/annotate.ts';
import { anything } from '../schema/anything.ts';
import { oneOf } from '../schema/one-of.ts';
import type { Read } from '../schema/readonly.ts';
import { kube } from './gateway-parameters/kube.ts';

const spec = ruled(
  Type.Object({ kube: Type.Optional(kube), selfManaged: Type.Optional(anything) }),
  oneOf('kube', 'selfManaged'),
);

/** GatewayParametersSpec says how a cluster runs the proxies of gateways, or that the user runs them. */
export type GatewayParametersSpec = Read<typeof spec>;

/** gatewayParameters is kgateway's kind, to which Gateways and GatewayClasses refer. */
export const gatewayParameters = defineKind({
  id: 'kgateway/GatewayParameters',
  group: 'gateway.kgateway.dev',
  kind: 'GatewayParameters',
  plural: 'gatewayparameters',
  shortNames: [],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: (body): GatewayParametersSpec => body.spec,
});
export type GatewayParameters = ResourceOf<typeof gatewayParameters>;
