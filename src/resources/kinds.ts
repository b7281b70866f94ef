import { backend } from './envoy-gateway/backend.ts';
import { envoyPatchPolicy } from './envoy-gateway/envoy-patch-policy.ts';
import { envoyProxy } from './envoy-gateway/envoy-proxy.ts';
import { httpRouteFilter } from './envoy-gateway/http-route-filter.ts';
import { fairleadBackend } from './fairlead/backend.ts';
import { gateway } from './gateway-api/gateway.ts';
import { gatewayClass } from './gateway-api/gateway-class.ts';
import { listenerSetKinds } from './gateway-api/listener-set.ts';
import { referenceGrant } from './gateway-api/reference-grant.ts';
import { routeKinds } from './gateway-api/routes.ts';
import { serviceEntry } from './istio/service-entry.ts';
import { workloadEntry } from './istio/workload-entry.ts';
import { kgatewayBackendKinds } from './kgateway/backend.ts';
import { directResponse } from './kgateway/direct-response.ts';
import { gatewayExtension } from './kgateway/gateway-extension.ts';
import { gatewayParameters } from './kgateway/gateway-parameters.ts';
import type { Kind, ResourceOf } from './kind.ts';
import { kindTable } from './kind-table.ts';
import { clusterTrustBundle } from './kubernetes/cluster-trust-bundle.ts';
import { configMap } from './kubernetes/config-map.ts';
import { endpointSlice } from './kubernetes/endpoint-slice.ts';
import { ingressClass } from './kubernetes/ingress-class.ts';
import { namespace } from './kubernetes/namespace.ts';
import { secret } from './kubernetes/secret.ts';
import { service } from './kubernetes/service.ts';
import { serviceImport } from './kubernetes/service-import.ts';
import { kumaKinds } from './kuma/kinds.ts';
import { meshPolicyKinds } from './kuma/policies/index.ts';
import { policyKinds, rulePolicyKinds } from './policies.ts';

/**
 * kinds are all kinds that users can write. A new one is a file in its dialect's folder and a line here, in `routes.ts` or in
 * `policies.ts`.
 */
export const kinds = [
  gatewayClass,
  gateway,
  ...listenerSetKinds,
  ...routeKinds,
  referenceGrant,
  backend,
  fairleadBackend,
  envoyProxy,
  envoyPatchPolicy,
  httpRouteFilter,
  ...kgatewayBackendKinds,
  serviceEntry,
  workloadEntry,
  directResponse,
  gatewayExtension,
  gatewayParameters,
  ...policyKinds,
  ...kumaKinds,
  namespace,
  service,
  serviceImport,
  endpointSlice,
  ingressClass,
  secret,
  configMap,
  clusterTrustBundle,
  ...meshPolicyKinds,
] as const satisfies readonly Kind<string, unknown>[];

/** AnyKind is one of `kinds`, tagged by `id`. */
export type AnyKind = (typeof kinds)[number];

/** AnyResource is a resource of any kind, tagged by `id`. */
export type AnyResource = ResourceOf<AnyKind>;

/** knownKinds finds `kinds` by their names. */
export const knownKinds = kindTable<AnyKind>(kinds);

/** kindOf finds a kind by API group ('' for the core group) and name; undefined where there is no such kind. */
export const kindOf = knownKinds.named;

/** ruleFilterKinds are the kinds of objects that a filter of a rule may name. */
export const ruleFilterKinds: readonly Pick<AnyKind, 'group' | 'kind'>[] = [
  httpRouteFilter,
  directResponse,
  ...rulePolicyKinds,
];
