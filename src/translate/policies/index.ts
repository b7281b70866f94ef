import type { AnyPolicy } from '#resources';
import { backendConfigPolicy } from './backend-config-policy.ts';
import { backendLbPolicy, xBackendTrafficPolicy } from './backend-sharing-policies.ts';
import { backendTlsPolicy } from './backend-tls-policy.ts';
import { backendTrafficPolicy } from './backend-traffic-policy.ts';
import { clientTrafficPolicy } from './client-traffic-policy.ts';
import { destinationRule } from './destination-rule.ts';
import { envoyExtensionPolicy } from './envoy-extension-policy.ts';
import { httpListenerOption } from './http-listener-option.ts';
import { httpListenerPolicy } from './http-listener-policy.ts';
import { listenerOption } from './listener-option.ts';
import { listenerPolicy } from './listener-policy.ts';
import type { PolicyKind } from './policy-kind.ts';
import { routeOption } from './route-option.ts';
import { securityPolicy } from './security-policy.ts';
import { trafficPolicy } from './traffic-policy.ts';
import { virtualHostOption } from './virtual-host-option.ts';

/** Every kind of policy. Where two kinds speak of the same at one place, the earlier one in this list holds. */
export const policyKinds: readonly PolicyKind[] = [
  backendTlsPolicy,
  backendLbPolicy,
  xBackendTrafficPolicy,
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
];

const byId: ReadonlyMap<string, PolicyKind> = new Map(policyKinds.map(kind => [kind.id, kind]));

/** policyKindOf finds the kind of a policy. */
export function policyKindOf({ id }: Pick<AnyPolicy, 'id'>): PolicyKind {
  const kind = byId.get(id);
  if (kind === undefined) throw new Error(`${id} is in no line of policyKinds`);
  return kind;
}
