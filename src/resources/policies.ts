import { backendTrafficPolicy } from './envoy-gateway/backend-traffic-policy.ts';
import { clientTrafficPolicy } from './envoy-gateway/client-traffic-policy.ts';
import { envoyExtensionPolicy } from './envoy-gateway/envoy-extension-policy.ts';
import { securityPolicy } from './envoy-gateway/security-policy.ts';
import { backendTlsPolicy } from './gateway-api/backend-tls-policy.ts';
import { backendSharingKinds } from './gateway-api/backend-traffic.ts';
import { destinationRule } from './istio/destination-rule.ts';
import { backendConfigPolicy } from './kgateway/backend-config-policy.ts';
import { httpListenerOption } from './kgateway/http-listener-option.ts';
import { httpListenerPolicy } from './kgateway/http-listener-policy.ts';
import { listenerOption } from './kgateway/listener-option.ts';
import { listenerPolicy } from './kgateway/listener-policy.ts';
import { routeOption } from './kgateway/route-option.ts';
import { trafficPolicy } from './kgateway/traffic-policy.ts';
import { virtualHostOption } from './kgateway/virtual-host-option.ts';
import type { Kind, ResourceOf } from './kind.ts';
import type { PolicySpec } from './policy.ts';

/** policyKinds are all kinds of policies. Their meaning is defined in `translate/policies/`. */
export const policyKinds = [
  backendTlsPolicy,
  ...backendSharingKinds,
  destinationRule,
  backendConfigPolicy,
  backendTrafficPolicy,
  clientTrafficPolicy,
  envoyExtensionPolicy,
  securityPolicy,
  routeOption,
  trafficPolicy,
  virtualHostOption,
  listenerOption,
  httpListenerOption,
  listenerPolicy,
  httpListenerPolicy,
] as const satisfies readonly Kind<string, PolicySpec>[];

/** AnyPolicy is a policy of any kind, tagged by `id`. */
export type AnyPolicy = ResourceOf<(typeof policyKinds)[number]>;

const ids: ReadonlySet<string> = new Set(policyKinds.map(kind => kind.id));

/** isPolicy tells policies from all other resources. */
export function isPolicy<R extends { readonly id: string }>(resource: R): resource is Extract<R, AnyPolicy> {
  return ids.has(resource.id);
}

/** rulePolicyKinds are the kinds of policies that a rule may name among its filters, so that one applies to that rule alone. */
export const rulePolicyKinds = [routeOption, trafficPolicy] as const;
