import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { localObjectReference } from '../gateway-api/references.ts';
import type { ResourceOf } from '../kind.ts';
import type { Read } from '../schema/readonly.ts';
import { jsonPatchOperation } from './json-patch-operation.ts';

const spec = Type.Object({
  type: Type.Enum(['JSONPatch'], { default: 'JSONPatch' }),
  targetRef: localObjectReference,
  priority: Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647, default: 0 }),
  jsonPatches: Type.Array(
    Type.Object({
      type: Type.Enum([
        'type.googleapis.com/envoy.config.listener.v3.Listener',
        'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
        'type.googleapis.com/envoy.config.route.v3.VirtualHost',
        'type.googleapis.com/envoy.config.cluster.v3.Cluster',
        'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
        'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret',
      ]),
      name: Type.String({ minLength: 1, maxLength: 4096 }),
      operation: jsonPatchOperation,
    }),
    { maxItems: 256, default: [] },
  ),
});
/** EnvoyPatchPolicySpec changes what the proxies of a gateway are sent, in Envoy's own words. */
export type EnvoyPatchPolicySpec = Read<typeof spec>;

export const envoyPatchPolicy = defineKind({
  id: 'envoy-gateway/EnvoyPatchPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'EnvoyPatchPolicy',
  plural: 'envoypatchpolicies',
  shortNames: ['epp'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type EnvoyPatchPolicy = ResourceOf<typeof envoyPatchPolicy>;
