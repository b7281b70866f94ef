import type { AnyPolicy } from '#resources';
import { backendLbPolicy, xBackendTrafficPolicy } from './backend-sharing-policies.ts';
import { backendTlsPolicy } from './backend-tls-policy.ts';
import { backendTrafficPolicy } from './backend-traffic-policy.ts';
import { clientTrafficPolicy } from './client-traffic-policy.ts';
import { envoyExtensionPolicy } from './envoy-extension-policy.ts';
import type { PolicyKind } from './policy-kind.ts';
import { securityPolicy } from './security-policy.ts';

/** Every kind of policy. What two kinds say of the same, the later one says. */
export const policyKinds: readonly PolicyKind[] = [
  backendTlsPolicy,
  backendLbPolicy,
  xBackendTrafficPolicy,
  backendTrafficPolicy,
  clientTrafficPolicy,
  envoyExtensionPolicy,
  securityPolicy,
];

const byId: ReadonlyMap<string, PolicyKind> = new Map(policyKinds.map(kind => [kind.id, kind]));

/** policyKindOf finds the kind of a policy. */
export function policyKindOf({ id }: Pick<AnyPolicy, 'id'>): PolicyKind {
  const kind = byId.get(id);
  if (kind === undefined) throw new Error(`${id} is in no line of policyKinds`);
  return kind;
}
